package io.vigil.node;

import io.vigil.governance.state.ChainIdentity;
import io.vigil.node.deposits.DepositsPart;
import io.vigil.node.governance.GovernancePart;
import io.vigil.node.quarantine.Bundle;
import io.vigil.types.Address;
import io.vigil.types.MalformedException;
import io.vigil.vm.NativeContract;
import io.vigil.vm.NativeContracts;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The native contracts that this program has, for whoever runs a transaction again without its chain. */
public final class SystemContracts {
    private SystemContracts() {}

    /**
     * Those of the chain on which a bundle was made.
     *
     * @throws MalformedException if one of them is not in this program; the message names it
     */
    public static NativeContracts of(Bundle bundle) throws MalformedException {
        SortedMap<Address, NativeContract> all = new TreeMap<>(new SponsorPart().contracts());
        ChainIdentity chain =
                new ChainIdentity(bundle.environment().chainId(), bundle.chain().genesis());
        all.putAll(new GovernancePart(chain, epoch -> Optional.empty()).contracts());
        all.putAll(DepositsPart.nativeContracts());
        for (Address address : bundle.chain().contracts()) {
            if (!all.containsKey(address)) {
                throw new MalformedException("the chain has a native contract at " + address
                        + ", which this program does not know; use the version that wrote the bundle");
            }
        }
        all.keySet().retainAll(bundle.chain().contracts());
        return new NativeContracts(all);
    }
}

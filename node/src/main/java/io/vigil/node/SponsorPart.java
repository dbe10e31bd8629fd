package io.vigil.node;

import io.vigil.node.chain.SystemPart;
import io.vigil.types.Address;
import io.vigil.vm.NativeContract;
import io.vigil.vm.sponsor.GasSponsor;
import java.util.SortedMap;
import java.util.TreeMap;

/** Free gas (docs/free-gas.md): all it takes is the contract, since the VM itself looks there for who pays. */
public final class SponsorPart implements SystemPart {
    @Override
    public SortedMap<Address, NativeContract> contracts() {
        SortedMap<Address, NativeContract> contracts = new TreeMap<>();
        contracts.put(GasSponsor.ADDRESS, new GasSponsor());
        return contracts;
    }
}

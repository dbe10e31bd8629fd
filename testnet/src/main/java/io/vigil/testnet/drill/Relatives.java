package io.vigil.testnet.drill;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Authorization;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.crypto.Secp256k1;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The transaction of 26 May 2019 and its relatives: all ask to pay nothing, each from an account that has nothing. What a
 * sponsor agreed to is taken, everything else is refused.
 */
final class Relatives {
    /** Gas above which the free-gas rule of 2019 looked at the target. */
    private static final long HISTORIC_LIMIT = 500_000;

    private final long chainId;
    private final List<Relative> all = new ArrayList<>();

    /** @param isAgreed whether a sponsor pays for it, so that it must get into a block */
    record Relative(String name, Transaction transaction, boolean isAgreed) {}

    Relatives(long chainId, Sponsors sponsors) {
        this.chainId = chainId;
        legacy("26 May 2019: creation, no fee, gas above the limit", new Target.Create(), HISTORIC_LIMIT + 1, false);
        creations();
        targets();
        sponsored(sponsors);
        oddOnes(sponsors);
    }

    List<Relative> all() {
        return List.copyOf(all);
    }

    private void creations() {
        for (long gas : List.of(
                HISTORIC_LIMIT - 1, HISTORIC_LIMIT, HISTORIC_LIMIT + 1, Sponsors.MAX_GAS, Sponsors.MAX_GAS + 1)) {
            legacy("creation, gas price 0", new Target.Create(), gas, false);
            dynamic("creation, fee cap 0", new Target.Create(), Bytes.EMPTY, gas, false);
            dynamic("creation with a fault as code", new Target.Create(), Bytes.of(0xfe), gas, false);
        }
    }

    private void targets() {
        Map<String, Address> targets = new java.util.LinkedHashMap<>();
        targets.put("address zero", Address.ZERO);
        targets.put("itself", sender());
        targets.put("precompile 1", Address.ofInt(1));
        targets.put("precompile 0x11", Address.ofInt(0x11));
        targets.put("precompile 0x100", Address.ofInt(0x100));
        targets.put("the validators' contract", Address.ofInt(0x1000));
        targets.put("the sponsor contract", Address.ofInt(0x1003));
        targets.put("an empty account", Address.ofInt(0x70_0000));
        targets.put("the multicall contract", Address.fromHex("0xca11bde05977b3631167028862be2a173976ca11"));
        targets.forEach((name, target) -> {
            legacy("call of " + name + ", gas price 0", new Target.Call(target), HISTORIC_LIMIT + 1, false);
            dynamic("call of " + name, new Target.Call(target), Bytes.EMPTY, Sponsors.MAX_GAS, false);
        });
    }

    private void sponsored(Sponsors sponsors) {
        sponsors.contracts().forEach((name, contract) -> {
            Target target = new Target.Call(contract);
            dynamic("sponsor that " + name, target, Bytes.EMPTY, Sponsors.MAX_GAS, true);
            legacy("sponsor that " + name + ", gas price 0", target, Sponsors.MAX_GAS - 1, true);
            dynamic(
                    "sponsor that " + name + ", more gas than agreed",
                    target,
                    Bytes.EMPTY,
                    Sponsors.MAX_GAS + 1,
                    false);
        });
        Target drained = new Target.Call(sponsors.contract("withdraws-its-deposit"));
        dynamic("sponsor that drains itself", drained, sponsors.withdrawal(), Sponsors.MAX_GAS, true);
    }

    private void oddOnes(Sponsors sponsors) {
        Address stores = sponsors.contract("stores");
        add("value that the sender has not", dynamic(new Target.Call(stores), UInt256.ONE, UInt256.ZERO), false);
        add("creation with value", dynamic(new Target.Create(), UInt256.ONE, UInt256.ZERO), false);
        add("fee of one wei", dynamic(new Target.Call(stores), UInt256.ZERO, UInt256.ONE), false);
        add("delegation to a sponsor, paid by it", setCode(stores, stores), true);
        add("delegation to a sponsor, called itself", setCode(sender(), stores), false);
    }

    private void legacy(String name, Target target, long gas, boolean isAgreed) {
        add(
                name + ", gas " + gas,
                new TransactionBody.Legacy(chainId, 0, UInt256.ZERO, gas, target, UInt256.ZERO, Bytes.EMPTY),
                isAgreed);
    }

    private void dynamic(String name, Target target, Bytes data, long gas, boolean isAgreed) {
        add(
                name + ", gas " + gas,
                new TransactionBody.DynamicFee(
                        chainId, 0, UInt256.ZERO, UInt256.ZERO, gas, target, UInt256.ZERO, data, List.of()),
                isAgreed);
    }

    private TransactionBody dynamic(Target target, UInt256 value, UInt256 fee) {
        return new TransactionBody.DynamicFee(
                chainId, 0, UInt256.ZERO, fee, Sponsors.MAX_GAS, target, value, Bytes.EMPTY, List.of());
    }

    private TransactionBody setCode(Address to, Address delegate) {
        Authorization unsigned = new Authorization(UInt256.of(chainId), delegate, 0, 0, UInt256.ONE, UInt256.ONE);
        return new TransactionBody.SetCode(
                chainId,
                0,
                UInt256.ZERO,
                UInt256.ZERO,
                Sponsors.MAX_GAS,
                to,
                UInt256.ZERO,
                Bytes.EMPTY,
                List.of(),
                List.of(unsigned));
    }

    private void add(String name, TransactionBody body, boolean isAgreed) {
        all.add(new Relative(name, body.sign(key()), isAgreed));
    }

    /** Each has a sender of its own. */
    private Bytes key() {
        String seed = "vigil null-target " + all.size();
        return Keccak.hash(Bytes.wrap(seed.getBytes(StandardCharsets.US_ASCII))).bytes();
    }

    /** Of the one that is added next. */
    private Address sender() {
        return Secp256k1.address(key());
    }
}

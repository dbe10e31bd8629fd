package io.vigil.testnet.drill;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.chain.ContractAddress;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.crypto.Secp256k1;
import io.vigil.vm.sponsor.GasSponsor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Contracts that pay for their callers, and do what a payer should not do while it pays. */
final class Sponsors {
    /** Gas per transaction that they agree to. */
    static final long MAX_GAS = 100_000;

    private static final UInt256 DEPOSIT = UInt256.of(1_000_000_000_000_000_000L);
    private static final UInt256 FEE_CAP = UInt256.of(100_000_000_000L);
    private static final long GAS = 1_000_000;

    private final long chainId;
    private final Bytes owner;
    private final LinkedHashMap<String, Address> contracts = new LinkedHashMap<>();
    private final List<Transaction> setUp = new ArrayList<>();
    private long nonce;

    /** @param owner the key of an account with money that has sent nothing yet */
    Sponsors(long chainId, Bytes owner) {
        this.chainId = chainId;
        this.owner = owner;
        Address stores = deploy("stores", "60015f5500");
        String target = stores.bytes().toHex().substring(2);
        deploy("delegates", "5f5f5f5f73" + target + "5af400");
        deploy("calls-another-sponsor", "5f5f5f5f5f73" + target + "5af100");
        deploy("destroys-itself", "33ff");
        deploy("reverts", "5f5ffd");
        deploy("faults", "fe");
        deploy("never-ends", "5b5f56");
        deploy("withdraws-its-deposit", "365f5f375f5f365f5f6110035af100");
        List<Address> all = new ArrayList<>(contracts.values());
        for (int i = 0; i < all.size(); i++) {
            agree(all.get(i), i);
        }
        Address drained = contract("withdraws-its-deposit");
        call(UInt256.ZERO, "transferOwnership(address,address)", word(drained), word(drained));
    }

    private Address deploy(String name, String runtime) {
        Address address = ContractAddress.create(Secp256k1.address(owner), nonce);
        Bytes code = Bytes.fromHex(runtime);
        Bytes creation = Bytes.concat(Bytes.fromHex("60%02x8060095f395ff3".formatted(code.size())), code);
        send(new Target.Create(), UInt256.ZERO, creation);
        contracts.put(name, address);
        return address;
    }

    private void agree(Address contract, long creationNonce) {
        call(UInt256.ZERO, "claim(address,uint64)", word(contract), UInt256.of(creationNonce));
        call(
                UInt256.ZERO,
                "setPolicy(address,uint256,uint256,uint256,uint64,bool,bool)",
                word(contract),
                FEE_CAP,
                UInt256.of(2),
                UInt256.MAX,
                UInt256.of(MAX_GAS),
                UInt256.ONE,
                UInt256.ONE);
        call(DEPOSIT, "deposit(address)", word(contract));
    }

    private void call(UInt256 value, String signature, UInt256... words) {
        send(new Target.Call(GasSponsor.ADDRESS), value, data(signature, words));
    }

    private void send(Target target, UInt256 value, Bytes data) {
        setUp.add(new TransactionBody.DynamicFee(
                        chainId, nonce++, UInt256.ONE, FEE_CAP, GAS, target, value, data, List.of())
                .sign(owner));
    }

    /** What makes them, in order. */
    List<Transaction> setUp() {
        return List.copyOf(setUp);
    }

    Map<String, Address> contracts() {
        return contracts;
    }

    Address contract(String name) {
        Address address = contracts.get(name);
        if (address == null) {
            throw new IllegalStateException("no sponsor " + name);
        }
        return address;
    }

    /** The data that makes the one that is its own owner take out all it has. */
    Bytes withdrawal() {
        Address drained = contract("withdraws-its-deposit");
        return data("withdraw(address,address,uint256)", word(drained), word(drained), UInt256.of(1_000_000_000));
    }

    private static UInt256 word(Address address) {
        return UInt256.of(address.bytes());
    }

    private static Bytes data(String signature, UInt256... words) {
        Hash hash = Keccak.hash(Bytes.wrap(signature.getBytes(StandardCharsets.US_ASCII)));
        Bytes data = hash.bytes().slice(0, 4);
        for (UInt256 word : words) {
            data = Bytes.concat(data, word.toBytes32());
        }
        return data;
    }
}

package io.vigil.vm.statetest;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.chain.Log;
import io.vigil.types.chain.Receipt;
import io.vigil.vm.interpreter.Outcome;
import io.vigil.vm.transaction.BlockExecution;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ethereum's requests of a block (EIP-7685): deposits from logs (EIP-6110), withdrawals (EIP-7002), consolidations (EIP-7251). */
sealed interface Requests {
    Address DEPOSITS = Address.fromHex("0x00000000219ab540356cbb839cbe05303d7705fa");
    Hash DEPOSIT_EVENT = Hash.fromHex("0x649bbc62d0e31342afea4e5cd82d4049e7e1ee912fc0889aa790803be39038c5");
    Address WITHDRAWALS = Address.fromHex("0x00000961ef480eb55e80d19ad83579a64c007002");
    Address CONSOLIDATIONS = Address.fromHex("0x0000bbddc7ce488642fb579f8b00f3a590007251");

    record Collected(Hash hash) implements Requests {}

    /** @param name the tests' name of the rule */
    record Failed(String name) implements Requests {}

    static Requests of(List<Receipt> receipts, BlockExecution execution) {
        List<Bytes> deposits = new ArrayList<>();
        for (Receipt receipt : receipts) {
            for (Log log : receipt.logs()) {
                if (log.address().equals(DEPOSITS)
                        && !log.topics().isEmpty()
                        && log.topics().getFirst().equals(DEPOSIT_EVENT)) {
                    Optional<Bytes> deposit = deposit(log.data());
                    if (deposit.isEmpty()) {
                        return new Failed("INVALID_DEPOSIT_EVENT_LAYOUT");
                    }
                    deposits.add(deposit.get());
                }
            }
        }
        Optional<Outcome> withdrawals = execution.systemCall(WITHDRAWALS, Bytes.EMPTY);
        Optional<Outcome> consolidations = execution.systemCall(CONSOLIDATIONS, Bytes.EMPTY);
        if (withdrawals.isEmpty() || consolidations.isEmpty()) {
            return new Failed("SYSTEM_CONTRACT_EMPTY");
        }
        if (!withdrawals.get().isSuccess() || !consolidations.get().isSuccess()) {
            return new Failed("SYSTEM_CONTRACT_CALL_FAILED");
        }
        return new Collected(hash(List.of(
                Bytes.concat(deposits.toArray(Bytes[]::new)),
                withdrawals.get().output(),
                consolidations.get().output())));
    }

    /** The parts of a deposit event, which must lie where the deposit contract puts them. */
    private static Optional<Bytes> deposit(Bytes data) {
        int[] sizes = {48, 32, 8, 96, 8};
        int[] offsets = {160, 256, 320, 384, 512};
        if (data.size() != 576) {
            return Optional.empty();
        }
        Bytes[] parts = new Bytes[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            if (!isWord(data, 32 * i, offsets[i]) || !isWord(data, offsets[i], sizes[i])) {
                return Optional.empty();
            }
            parts[i] = data.slice(offsets[i] + 32, sizes[i]);
        }
        return Optional.of(Bytes.concat(parts));
    }

    private static boolean isWord(Bytes data, int at, int value) {
        return data.getLong(at) == 0
                && data.getLong(at + 8) == 0
                && data.getLong(at + 16) == 0
                && data.getLong(at + 24) == value;
    }

    /** sha256 over the sha256 of each type's data, types without data left out. */
    private static Hash hash(List<Bytes> byType) {
        try {
            MessageDigest all = MessageDigest.getInstance("SHA-256");
            for (int type = 0; type < byType.size(); type++) {
                if (!byType.get(type).isEmpty()) {
                    MessageDigest one = MessageDigest.getInstance("SHA-256");
                    one.update((byte) type);
                    all.update(one.digest(byType.get(type).toArray()));
                }
            }
            return new Hash(Bytes.wrap(all.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}

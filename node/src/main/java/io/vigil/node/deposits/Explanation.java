package io.vigil.node.deposits;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.deposits.DepositData;
import io.vigil.deposits.voting.DepositState;
import io.vigil.deposits.voting.DepositState.Deposited;
import io.vigil.deposits.voting.DepositState.Outcome;
import io.vigil.deposits.voting.Eth1Parameters;
import io.vigil.types.Bytes;
import io.vigil.types.Keccak;
import java.util.Optional;

/** Says to a depositor what became of a deposit, and why (R4.6, D12). */
record Explanation(Eth1Parameters parameters, Optional<Knowledge> known) {
    /** Newest deposits that are searched for those of one key. */
    private static final long SEARCHED = 1_000_000;

    ObjectNode ofIndex(long index, DepositState state) {
        ObjectNode json = DepositsDesk.object().put("index", index);
        Optional<DepositData> deposit = known.flatMap(tree -> tree.deposits().apply(index));
        deposit.ifPresent(data -> json.put("key", data.publicKey().toHex())
                .put("credentials", data.credentials().toHex())
                .put("amountGwei", Long.toUnsignedString(data.amountGwei())));
        Outcome outcome = state.outcome(index);
        return json.put("outcome", outcome.name()).put("why", why(index, outcome, deposit, state));
    }

    ObjectNode ofKey(Bytes key, DepositState state) {
        ObjectNode json = DepositsDesk.object().put("key", key.toHex());
        Optional<Deposited> record = state.deposited(key);
        json.put("known", record.isPresent());
        record.ifPresent(found -> json.put("address", address(key))
                .put("credentials", found.credentials().toHex())
                .put("amountGwei", Long.toUnsignedString(found.gwei()))
                .put("firstIndex", found.firstIndex())
                .put("deposits", found.deposits())
                .put("ofGenesis", found.flags() == Deposited.OF_GENESIS));
        ArrayNode list = json.putArray("list");
        known.ifPresent(tree -> {
            long count = tree.chain().tree().count();
            for (long index = Math.max(0, count - SEARCHED); index < count; index++) {
                boolean mine = tree.deposits()
                        .apply(index)
                        .filter(deposit -> deposit.publicKey().equals(key))
                        .isPresent();
                if (mine) {
                    list.add(ofIndex(index, state));
                }
            }
        });
        return json;
    }

    private String why(long index, Outcome outcome, Optional<DepositData> deposit, DepositState state) {
        return switch (outcome) {
            case NEW ->
                "counted: the first good deposit of its key, whose credentials stand for ever; candidate "
                        + deposit.map(data -> address(data.publicKey())).orElse("");
            case TOP_UP -> "counted: added to what the key has; neither signature nor credentials were looked at";
            case SATURATED -> "counted up to 2^64-1 gwei, which the key has now";
            case BAD_SIGNATURE ->
                "not counted: the signature is not that of the key over this key, credentials and amount"
                        + " for fork version " + parameters.domain().forkVersion()
                        + "; the index is used up, a later good deposit of the key counts";
            case BAD_KEY -> "not counted: the key is no BLS public key; the index is used up";
            case NONE -> waiting(index, state);
        };
    }

    private String waiting(long index, DepositState state) {
        long adopted = state.adopted().count();
        if (index < state.nextIndex()) {
            return "processed before this chain kept outcomes";
        }
        if (index < adopted) {
            return "waiting: adopted, deposit " + state.nextIndex() + " is next";
        }
        boolean read = known.map(tree -> index < tree.chain().tree().count()).orElse(false);
        return read
                ? "waiting: read here, the chain has adopted " + adopted + " deposits up to eth1 block "
                        + state.adopted().number()
                : "unknown: no such deposit was read here";
    }

    /** D32: the identity of a validator is its key. */
    private static String address(Bytes key) {
        return Keccak.hash(key).bytes().slice(12, 20).toHex();
    }
}

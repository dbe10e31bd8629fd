package io.vigil.deposits.voting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigil.deposits.DepositData;
import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.store.Deposits;
import io.vigil.deposits.voting.DepositState.CastVote;
import io.vigil.deposits.voting.DepositState.Deposited;
import io.vigil.deposits.voting.DepositState.Outcome;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.testing.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What 0x…1001 answers and where it keeps it (D6). */
class SystemContract1001Test {
    private final World.Slots slots = new World.Slots();
    private final DepositState state = new DepositState(slots);

    SystemContract1001Test() {
        state.begin(World.parameters(), List.of());
    }

    private static Bytes call(String signature, Bytes... arguments) {
        Bytes selector = Keccak.hash(Bytes.wrap(signature.getBytes(StandardCharsets.US_ASCII)))
                .bytes()
                .slice(0, 4);
        return Bytes.concat(selector, Bytes.concat(arguments));
    }

    private static Bytes word(long value) {
        return UInt256.of(value).toBytes32();
    }

    @Test
    void layout() {
        Eth1Data adopted =
                new Eth1Data(5, Deposits.block(5).hash(), Deposits.tree(3).root(), 3);
        state.writeAdopted(adopted, 2);
        state.writeFrontier(Deposits.tree(3).frontier());
        state.writePeriod(4, 1_000);

        assertThat(slots.load(UInt256.ZERO)).isEqualTo(new UInt256(3, 3, 5, 2));
        assertThat(slots.load(UInt256.ONE))
                .isEqualTo(UInt256.of(adopted.blockHash().bytes()));
        assertThat(slots.load(UInt256.of(2)))
                .isEqualTo(UInt256.of(adopted.root().bytes()));
        assertThat(slots.load(UInt256.of(3))).isEqualTo(new UInt256(4, 1_000, 0, 0));
        assertThat(slots.load(UInt256.of(0x20)))
                .isEqualTo(UInt256.of(Deposits.tree(3).frontier().subtree(0).bytes()));
        assertThat(slots.load(UInt256.of(0x21)))
                .isEqualTo(UInt256.of(Deposits.tree(3).frontier().subtree(1).bytes()));
    }

    @Test
    void abi() throws JsonProcessingException {
        List<String> signatures = new ArrayList<>();
        for (JsonNode method : new ObjectMapper().readTree(DepositViews.abi())) {
            assertThat(method.get("stateMutability").asText()).isEqualTo("view");
            List<String> types = new ArrayList<>();
            method.get("inputs").forEach(input -> types.add(input.get("type").asText()));
            signatures.add(method.get("name").asText() + "(" + String.join(",", types) + ")");
        }
        Bytes anyKey = Bytes.concat(word(32), word(48), Bytes.wrap(new byte[64]));

        assertThat(signatures).hasSize(8);
        for (String signature : signatures) {
            Bytes argument = signature.endsWith("(bytes)") ? anyKey : word(1);
            assertThat(DepositViews.answer(call(signature, argument), state))
                    .as(signature)
                    .isPresent();
            assertThat(DepositViews.gas(call(signature))).as(signature).isGreaterThan(DepositViews.gas(Bytes.EMPTY));
        }
        assertThat(DepositViews.answer(call("deposit()"), state)).isEmpty();
        assertThat(DepositViews.answer(Bytes.of(1, 2, 3), state)).isEmpty();
    }

    @Test
    void answersAreWhatIsStored() {
        DepositData deposit = Deposits.deposit(1);
        state.writeDeposited(new Deposited(deposit.publicKey(), deposit.credentials(), -1, 7, 2, 0));
        state.writeOutcome(33, Outcome.BAD_SIGNATURE);
        state.writeVote(Address.ofInt(9), new CastVote(deposit.credentials(), 0, 3));
        Bytes key = Bytes.concat(word(32), word(48), deposit.publicKey(), Bytes.wrap(new byte[16]));

        assertThat(DepositViews.answer(call("deposit(bytes)", key), state))
                .contains(Bytes.concat(
                        word(1),
                        deposit.credentials().bytes(),
                        new UInt256(0, 0, 0, -1).toBytes32(),
                        word(7),
                        word(2),
                        word(0)));
        assertThat(DepositViews.answer(call("outcome(uint64)", word(33)), state))
                .contains(word(3));
        assertThat(DepositViews.answer(call("vote(address)", word(9)), state))
                .contains(Bytes.concat(word(1), deposit.credentials().bytes(), word(0), word(3)));
        assertThat(DepositViews.answer(call("vote(address)", word(8)), state))
                .contains(Bytes.concat(word(0), Hash.ZERO.bytes(), word(0), word(0)));
        state.writeFrontier(Deposits.tree(3).frontier());
        assertThat(DepositViews.answer(call("frontier()"), state).orElseThrow().size())
                .isEqualTo(4 * 32);
    }

    @Test
    void malformedArgumentsAreRefusedAndNothingThrows() {
        Bytes key = Bytes.concat(word(32), word(48), Deposits.deposit(1).publicKey(), Bytes.wrap(new byte[16]));
        assertThat(DepositViews.answer(call("deposit(bytes)", word(32), word(47), key), state))
                .isEmpty();
        assertThat(DepositViews.answer(call("deposit(bytes)", UInt256.MAX.toBytes32()), state))
                .isEmpty();
        assertThat(DepositViews.answer(call("vote(address)", UInt256.MAX.toBytes32()), state))
                .isEmpty();
        Seeds.forEach(500, random -> {
            Bytes input = random.damage(call("deposit(bytes)", key));
            DepositViews.answer(input, state)
                    .ifPresent(answer -> assertThat(answer.size() % 32).isZero());
        });
    }
}

package io.vigil.node.mempool;

import static io.vigil.node.mempool.Samples.CHAIN_ID;
import static io.vigil.node.mempool.Samples.HEAD;
import static io.vigil.node.mempool.Samples.KEY;
import static io.vigil.node.mempool.Samples.SENDER;
import static io.vigil.node.mempool.Samples.TO;
import static io.vigil.node.mempool.Samples.changed;
import static io.vigil.node.mempool.Samples.rich;
import static io.vigil.node.mempool.Samples.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.node.rpc.TransactionPool.Submission;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Authorization;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.crypto.RecoverableSignature;
import io.vigil.types.crypto.Secp256k1;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransactionGateTest {
    private final List<Bytes> journal = new ArrayList<>();
    private final List<Long> told = new ArrayList<>();
    private final TransactionGate gate = gate();

    private TransactionGate gate() {
        return new TransactionGate(
                CHAIN_ID,
                new Mempool(HEAD, Samples.noSponsors()),
                address -> rich(0),
                new InMemoryJournal(journal),
                transaction -> told.add(transaction.nonce()));
    }

    @Test
    void admitsEachTypeButBlobs() {
        UInt256 fee = UInt256.of(100);
        var call = new Target.Call(TO);
        assertThat(submit(new TransactionBody.Legacy(CHAIN_ID, 0, fee, 21_000, call, UInt256.ONE, Bytes.EMPTY)))
                .isEqualTo("ok");
        assertThat(submit(new TransactionBody.WithAccessList(
                        CHAIN_ID, 1, fee, 21_000, call, UInt256.ONE, Bytes.EMPTY, List.of())))
                .isEqualTo("ok");
        assertThat(submit(transfer(2, 100, 1, 1))).isEqualTo("ok");
        assertThat(submit(new TransactionBody.SetCode(
                        CHAIN_ID,
                        3,
                        fee,
                        fee,
                        46_000,
                        TO,
                        UInt256.ONE,
                        Bytes.EMPTY,
                        List.of(),
                        List.of(authorization()))))
                .isEqualTo("ok");
        assertThat(submit(new TransactionBody.Blob(
                        CHAIN_ID,
                        4,
                        fee,
                        fee,
                        21_000,
                        TO,
                        UInt256.ONE,
                        Bytes.EMPTY,
                        List.of(),
                        fee,
                        List.of(Hash.ZERO))))
                .isEqualTo("transaction type not supported: tx type 3 not supported by this pool, "
                        + "this chain takes no blobs");

        assertThat(told).containsExactly(0L, 1L, 2L, 3L);
        assertThat(gate.pendingNonce(SENDER, 0)).isEqualTo(4);
    }

    @Test
    void refusesInGethsWords() {
        UInt256 fee = UInt256.of(100);
        assertThat(submit(legacy(0, fee, 21_000, Bytes.EMPTY, 0)))
                .isEqualTo("only replay-protected (EIP-155) transactions allowed over RPC");
        assertThat(submit(legacy(9, fee, 21_000, Bytes.EMPTY, 0)))
                .isEqualTo("invalid sender: invalid chain id for signer: have 9 want 7");
        assertThat(submit(legacy(CHAIN_ID, fee, 20_999, Bytes.EMPTY, 0)))
                .isEqualTo("intrinsic gas too low: gas 20999, minimum needed 21000");
        assertThat(submit(legacy(CHAIN_ID, fee, 21_000, Bytes.of(0, 1), 0)))
                .isEqualTo("intrinsic gas too low: gas 21000, minimum needed 21020");
        assertThat(submit(legacy(CHAIN_ID, fee, 21_020, Bytes.of(0, 1), 0)))
                .isEqualTo("insufficient gas for floor data gas cost: gas 21020, minimum needed 21050");
        assertThat(submit(legacy(CHAIN_ID, fee, 1L << 25, Bytes.EMPTY, 0)))
                .isEqualTo("transaction gas limit too high (cap: 16777216, tx: 33554432)");
        assertThat(submit(legacy(CHAIN_ID, UInt256.of(6), 21_000, Bytes.EMPTY, 0)))
                .isEqualTo("max fee per gas less than block base fee: address " + SENDER
                        + ", maxFeePerGas: 6, baseFee: 7");
        assertThat(submit(legacy(CHAIN_ID, UInt256.MAX, 21_000, Bytes.EMPTY, 0)))
                .startsWith("insufficient funds for gas * price + value: address " + SENDER);
        assertThat(submit(legacy(CHAIN_ID, fee, 21_000, Bytes.wrap(new byte[130_999]), 0)))
                .isEqualTo("oversized data: transaction size 131101, limit 131072");
        assertThat(submit(legacy(CHAIN_ID, fee, 21_000, Bytes.EMPTY, Long.MAX_VALUE)))
                .isEqualTo("nonce has max value");
        assertThat(submit(transfer(0, 100, 101, 0))).isEqualTo("max priority fee per gas higher than max fee per gas");
        assertThat(submit(new TransactionBody.SetCode(
                        CHAIN_ID, 3, fee, fee, 46_000, TO, UInt256.ONE, Bytes.EMPTY, List.of(), List.of())))
                .isEqualTo("set code tx must have at least one authorization tuple");
        assertThat(submit(new TransactionBody.Legacy(
                        CHAIN_ID, 0, fee, 1 << 24, new Target.Create(), UInt256.ZERO, Bytes.wrap(new byte[49_153]))))
                .isEqualTo("max initcode size exceeded: code size 49153, limit 49152");
    }

    @Test
    void knowsAGasLimitAboveTheBlocks() {
        gate.committed(changed(Map.of()), new PoolHead(UInt256.of(7), 21_000));

        assertThat(submit(legacy(CHAIN_ID, UInt256.of(100), 21_001, Bytes.EMPTY, 0)))
                .isEqualTo("exceeds block gas limit");
        assertThat(submit(legacy(CHAIN_ID, UInt256.of(100), 21_000, Bytes.EMPTY, 0)))
                .isEqualTo("ok");
    }

    @Test
    void refusesSignaturesWithHighS() {
        Transaction good = transfer(0, 100, 1, 1).sign(KEY);
        RecoverableSignature low = good.signature();
        Transaction high = Transaction.of(
                good.body(), new RecoverableSignature(low.r(), Secp256k1.ORDER.subtract(low.s()), 1 - low.yParity()));

        assertThat(submit(high)).isEqualTo("invalid sender: invalid transaction v, r, s values");
        assertThat(submit(good)).isEqualTo("ok");
        assertThat(submit(good)).isEqualTo("already known");
    }

    @Test
    void keepsWhatClientsSentAcrossARestart() {
        submit(transfer(0, 100, 1, 1));
        submit(transfer(1, 100, 1, 1));
        gate.offer(transfer(2, 100, 1, 1).sign(KEY), Origin.GOSSIP);
        assertThat(journal).hasSize(2);
        journal.add(Bytes.of(1, 2, 3)); // of a later version

        TransactionGate restarted = gate();

        assertThat(restarted.restore()).isEqualTo(2);
        assertThat(restarted.pendingNonce(SENDER, 0)).isEqualTo(2);
        assertThat(journal).hasSize(2);
    }

    @Test
    void keepsTheJournalShort() {
        for (int i = 0; i <= TransactionGate.JOURNAL_SLACK; i++) {
            submit(transfer(0, 100, 1, 1));
            gate.committed(changed(Map.of(SENDER, rich(i + 1))), HEAD);
            gate.committed(changed(Map.of(SENDER, rich(0))), HEAD);
        }
        assertThat(journal).hasSize(1);
    }

    private static TransactionBody legacy(long chainId, UInt256 price, long gas, Bytes data, long nonce) {
        return new TransactionBody.Legacy(chainId, nonce, price, gas, new Target.Call(TO), UInt256.ZERO, data);
    }

    private static Authorization authorization() {
        return Authorization.sign(UInt256.of(CHAIN_ID), TO, 0, KEY);
    }

    private String submit(TransactionBody body) {
        return submit(body.sign(KEY));
    }

    private String submit(Transaction transaction) {
        return switch (gate.submit(transaction)) {
            case Submission.Accepted() -> "ok";
            case Submission.Refused(String reason) -> reason;
        };
    }

    private record InMemoryJournal(List<Bytes> records) implements TransactionJournal {
        @Override
        public List<Bytes> read() {
            return List.copyOf(records);
        }

        @Override
        public void append(Bytes record) {
            records.add(record);
        }

        @Override
        public void rewrite(List<Bytes> others) {
            records.clear();
            records.addAll(others);
        }
    }
}

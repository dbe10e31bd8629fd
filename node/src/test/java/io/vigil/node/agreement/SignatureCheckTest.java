package io.vigil.node.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.PeerId;
import io.vigil.consensus.verification.SignatureClaim;
import io.vigil.node.agreement.SignatureCheck.Asked;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.crypto.BlsSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SignatureCheckTest {
    private static final long SEED = 11;
    private static final Hash VOTE = Keccak.hash(Bytes.of(1));
    private static final Hash OTHER = Keccak.hash(Bytes.of(2));

    private final SignatureCheck check = new SignatureCheck(new SignaturePoints(), new Random(SEED)::nextLong);

    @Test
    void whatHoldsIsCheckedOnceForAll() {
        List<Asked> batch = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            batch.add(vote(i, sign(i, VOTE)));
        }

        assertThat(check.liars(batch)).isEmpty();
        assertThat(check.checks()).isEqualTo(1);
        assertThat(check.liars(batch)).isEmpty();
        assertThat(check.checks()).as("remembered").isEqualTo(1);
    }

    @Test
    void aLiarIsFoundAmongManyAndTheOthersAreBelieved() {
        List<Asked> batch = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            batch.add(vote(i, sign(i, i == 17 ? OTHER : VOTE)));
        }

        assertThat(check.liars(batch)).containsExactly(peer(17));
        assertThat(check.checks()).isLessThanOrEqualTo(1 + 2 * 6);
        batch.remove(17);
        long before = check.checks();
        assertThat(check.liars(batch)).isEmpty();
        assertThat(check.checks()).isEqualTo(before);
    }

    /** Signature ± the same point: each is wrong, their plain sum is right. */
    @Test
    void forgeriesThatCancelEachOtherOutAreBothFound() throws MalformedException {
        BlsSignature any = sign(9, OTHER);
        BlsSignature plus = BlsSignature.aggregate(List.of(sign(0, VOTE), any));
        BlsSignature minus = BlsSignature.aggregate(List.of(sign(1, VOTE), negated(any)));
        assertThat(BlsSignature.aggregate(List.of(plus, minus))
                        .fastAggregateVerify(List.of(key(0).publicKey(), key(1).publicKey()), VOTE.bytes()))
                .isTrue();

        assertThat(check.liars(List.of(vote(0, plus), vote(1, minus), vote(2, sign(2, VOTE)))))
                .containsExactlyInAnyOrder(peer(0), peer(1));
    }

    /** One of four floods with a hundred bad votes for each good one. */
    @Test
    void aFloodOfOneLiarCostsNoMoreThanFindingItOnce() {
        List<Asked> batch = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            batch.add(vote(3, sign(3, Keccak.hash(Bytes.ofLong(i)))));
        }
        for (int i = 0; i < 3; i++) {
            batch.add(vote(i, sign(i, VOTE)));
        }

        assertThat(check.liars(batch)).containsExactly(peer(3));
        assertThat(check.checks()).isLessThanOrEqualTo(2 * 6 + 3);
    }

    /** Peer 3 floods on, and is believed again when it says something sound. */
    @Test
    void whoLiedBeforeCostsOneCheckABatchAndOthersNothing() {
        check.liars(List.of(vote(3, sign(3, OTHER)), vote(1, sign(1, VOTE))));
        for (int round = 0; round < 10; round++) {
            List<Asked> batch = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                batch.add(vote(3, sign(3, Keccak.hash(Bytes.ofLong(100 * round + i)))));
            }
            batch.add(vote(10 + round, sign(10 + round, VOTE)));
            long before = check.checks();

            assertThat(check.liars(batch)).containsExactly(peer(3));
            assertThat(check.checks() - before).isEqualTo(2);
        }
        assertThat(check.liars(List.of(vote(3, sign(3, VOTE))))).isEmpty();
        long before = check.checks();
        assertThat(check.liars(List.of(vote(3, sign(3, OTHER)), vote(2, sign(2, VOTE)))))
                .containsExactly(peer(3));
        assertThat(check.checks() - before).as("together, then each").isEqualTo(3);
    }

    @Test
    void whatNeitherParsesNorHoldsIsALieToo() {
        Asked garbage = new Asked(
                peer(5),
                List.of(new SignatureClaim(
                        List.of(new SignatureClaim.Part(
                                List.of(key(5).publicKey().bytes()), VOTE)),
                        Bytes.wrap(new byte[BlsSignature.SIZE]))));

        assertThat(check.liars(List.of(garbage, vote(1, sign(1, VOTE))))).containsExactly(peer(5));
    }

    private static Asked vote(int signer, BlsSignature signature) {
        SignatureClaim.Part part =
                new SignatureClaim.Part(List.of(key(signer).publicKey().bytes()), VOTE);
        return new Asked(peer(signer), List.of(new SignatureClaim(List.of(part), signature.bytes())));
    }

    private static PeerId peer(int index) {
        return new PeerId(Keccak.hash(Bytes.ofLong(index)).bytes());
    }

    private static BlsSecretKey key(int index) {
        return BlsSecretKey.generate(Keccak.hash(Bytes.ofLong(1_000 + index)).bytes());
    }

    private static BlsSignature sign(int signer, Hash message) {
        return key(signer).sign(message.bytes());
    }

    /** The sign of a compressed point is the third bit of its first byte. */
    private static BlsSignature negated(BlsSignature signature) throws MalformedException {
        byte[] bytes = new byte[BlsSignature.SIZE];
        signature.bytes().copyTo(bytes, 0);
        bytes[0] ^= 0x20;
        return BlsSignature.parse(Bytes.wrap(bytes));
    }
}

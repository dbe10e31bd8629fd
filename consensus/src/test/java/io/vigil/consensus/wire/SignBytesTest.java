package io.vigil.consensus.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Grounds;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Golden vectors: what is signed may never change within a version. */
class SignBytesTest {
    private static final Hash GENESIS = Keccak.hash(Bytes.of(1));
    private static final Hash SET = Keccak.hash(Bytes.of(2));
    private static final Hash BLOCK = Keccak.hash(Bytes.of(3));
    private final SignBytes signBytes = new SignBytes(20_200_309, GENESIS);

    @Test
    void goldenVectors() {
        BlockRef block = new BlockRef(BLOCK, GENESIS, 1, 0, 1, 2, false);
        Root root = Root.genesis(GENESIS);
        QuorumCertificate quorum = new QuorumCertificate(4, 5, BLOCK, Signers.of(List.of(0, 1, 2)), Bytes.of(7));
        Justification entry = new Justification.ByQuorum(quorum);
        List<Statement> statements = List.of(
                new Statement.Vote(1, block, new Justification.ByQuorum(root)),
                new Statement.CommitVote(quorum),
                new Statement.Timeout(6, entry),
                new Statement.Proposal(Kind.OPTIMISTIC_PROPOSAL, 1, block, new Grounds.Optimistic()),
                new Statement.Proposal(Kind.NORMAL_PROPOSAL, 1, block, new Justification.ByQuorum(root)));

        assertThat(statements.stream()
                        .map(statement -> signBytes.of(statement, SET).toHex()))
                .containsExactly(
                        "0x2635e8803134f90510e647946f3192f80d62605fbb25a8639996953b321fae50",
                        "0x02d3c7d8605f28b8ca5844aaa5e41fd82e182c8333e1a46c5a76354b47c6eaf7",
                        "0x7b572d9331a2d2ff6fcc2dc5d14bb736ee2e78ca4e4e696244db9a64ef344675",
                        "0xf23d5307ac32d4989739158b7af6bb15101cb48bbdb281eebab1a0beffc2d94f",
                        "0x77c0ca9a65569e136810af9f74b0f98127d78c84153f6e090217339eb1c86adf");
        assertThat(Randao.signBytes(1, 2, 3).toHex())
                .isEqualTo("0xb8ead9efc01e109de8b34fc3da62cd582bc3c942f75e3dacc2eb85fd1f297485");
        assertThat(Randao.mix(GENESIS, Bytes.of(1, 2)).toHex())
                .isEqualTo("0x12c6d8d9ffdb61466d884d730b2b587930838b2bc6d2af95044fabb4d839c473");
    }

    @Test
    void aVoteIsTheHashOfItsFieldsInOrder() {
        Bytes preimage = Bytes.concat(
                Bytes.wrap(java.util.Arrays.copyOf(
                        "vigil/consensus/vote/1".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 32)),
                Bytes.ofLong(20_200_309),
                GENESIS.bytes(),
                Bytes.ofLong(4),
                SET.bytes(),
                Bytes.ofLong(5),
                BLOCK.bytes());

        assertThat(signBytes.vote(4, SET, 5, BLOCK)).isEqualTo(Keccak.hash(preimage));
    }

    @Test
    void noFieldMayBeExchangedForAnother() {
        assertThat(List.of(
                        signBytes.vote(4, SET, 5, BLOCK),
                        signBytes.vote(5, SET, 5, BLOCK),
                        signBytes.vote(4, GENESIS, 5, BLOCK),
                        signBytes.vote(4, SET, 4, BLOCK),
                        signBytes.vote(4, SET, 5, GENESIS),
                        signBytes.commit(4, SET, 5, BLOCK),
                        signBytes.timeout(4, SET, 5, 4),
                        signBytes.timeout(4, SET, 5, 3),
                        new SignBytes(1, GENESIS).vote(4, SET, 5, BLOCK),
                        new SignBytes(20_200_309, SET).vote(4, SET, 5, BLOCK)))
                .doesNotHaveDuplicates();
    }
}

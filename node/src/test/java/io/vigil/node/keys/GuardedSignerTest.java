package io.vigil.node.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.Randao;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.storage.append.SimulatedFolder;
import io.vigil.types.Address;
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

class GuardedSignerTest {
    private static final long CHAIN = 7;
    private static final Hash GENESIS = Keccak.hash(Bytes.of(1));
    private static final Root ROOT = Root.genesis(GENESIS);

    private final BlsSecretKey key = BlsSecretKey.generate(Bytes.wrap(new byte[32]));
    private final ValidatorSet set = ValidatorSet.of(
            List.of(new Validator(Address.ofInt(1), key.publicKey().bytes(), 1, true)));
    private final SimulatedFolder folder = new SimulatedFolder();

    @Test
    void signsWhatTheRecordAllowsWithASignatureOverTheCanonicalBytes() throws MalformedException {
        try (GuardedSigner signer = open(folder)) {
            Statement.Vote vote = vote(1, 10);
            Bytes signature = signer.sign(List.of(vote)).getFirst();

            Hash message = new SignBytes(CHAIN, GENESIS).of(vote, set.root());
            assertThat(BlsSignature.parse(signature).verify(key.publicKey(), message.bytes()))
                    .isTrue();
        }
    }

    @Test
    void refusesASecondVoteInOneViewAndSignsNothingOfThatStep() {
        try (GuardedSigner signer = open(folder)) {
            signer.sign(List.of(vote(1, 10)));

            assertThatThrownBy(() -> signer.sign(List.of(vote(1, 11)))).isInstanceOf(IllegalStateException.class);
            assertThat(signer.record().lastVote().orElseThrow().block().hash()).isEqualTo(hash(10));
        }
    }

    @Test
    void afterAPowerCutTheSameStatementGetsTheSameSignatureAndAnotherNone() {
        Bytes before;
        try (GuardedSigner signer = open(folder)) {
            before = signer.sign(List.of(vote(1, 10))).getFirst();
        }
        try (GuardedSigner again = open(folder.crash(new Random(7)))) {
            assertThat(again.sign(List.of(vote(1, 10)))).containsExactly(before);
            assertThatThrownBy(() -> again.sign(List.of(vote(1, 11)))).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void theCommitFloorIsWrittenWithTheNextRecord() {
        try (GuardedSigner signer = open(folder)) {
            signer.committed(5, hash(5));
            signer.sign(List.of(vote(1, 10)));
        }
        try (GuardedSigner again = open(folder)) {
            assertThat(again.floor()).isEqualTo(new StatementLog.Floor(5, hash(5)));
        }
    }

    @Test
    void itsHistoryTellsEveryStatementInOrder() {
        try (GuardedSigner signer = open(folder)) {
            signer.sign(List.of(vote(1, 10)));
            signer.sign(List.of(timeout(1)));
        }
        List<Statement> told = new ArrayList<>();
        StatementLog.read(folder, entry -> {
            if (entry instanceof StatementLog.Entry.Signed(Statement statement)) {
                told.add(statement);
            }
        });
        assertThat(told).containsExactly(vote(1, 10), timeout(1));
    }

    @Test
    void eachEpochIsSignedWithTheKeyThatIsAMembersThere() throws MalformedException {
        BlsSecretKey next = BlsSecretKey.generate(Keccak.hash(Bytes.of(9)).bytes());
        ValidatorSet later = ValidatorSet.of(
                List.of(new Validator(Address.ofInt(1), next.publicKey().bytes(), 1, true)));
        try (GuardedSigner signer = GuardedSigner.open(
                List.of(key, next), CHAIN, GENESIS, epoch -> epoch == 0 ? set : later, folder, ROOT)) {
            for (int epoch = 0; epoch < 2; epoch++) {
                Bytes message = Randao.signBytes(CHAIN, epoch, 3).bytes();
                assertThat(BlsSignature.parse(signer.reveal(epoch, 3))
                                .verify((epoch == 0 ? key : next).publicKey(), message))
                        .isTrue();
            }
            assertThat(signer.indexIn(set)).hasValue(0);
            assertThat(signer.indexIn(later)).hasValue(0);
        }
    }

    private GuardedSigner open(SimulatedFolder folder) {
        return GuardedSigner.open(key, CHAIN, GENESIS, epoch -> set, folder, ROOT);
    }

    private static Statement.Vote vote(long view, int block) {
        return new Statement.Vote(
                view, new BlockRef(hash(block), GENESIS, 1, 0, view, 0, false), new Justification.ByQuorum(ROOT));
    }

    private static Statement.Timeout timeout(long view) {
        return new Statement.Timeout(view, new Justification.ByQuorum(ROOT));
    }

    private static Hash hash(int number) {
        return Keccak.hash(Bytes.of(number));
    }
}

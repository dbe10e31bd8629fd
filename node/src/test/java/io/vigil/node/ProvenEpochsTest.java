package io.vigil.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.storage.MemoryStore;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.Header;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProvenEpochsTest {
    private static final int EPOCHS = 150;

    private final MemoryStore store = new MemoryStore();
    private final EpochStart genesis = new EpochStart(Root.genesis(Hash.ZERO), set(0));

    @Test
    void everyEpochIsFoundAndProvenAlsoThoseThatLeftMemory() {
        ProvenEpochs epochs = filled();
        assertThat(epochs.newest().epoch()).isEqualTo(EPOCHS);
        for (int epoch = 0; epoch <= EPOCHS; epoch++) {
            EpochStart start = epochs.start(epoch).orElseThrow();
            assertThat(start.epoch()).isEqualTo(epoch);
            assertThat(start.set()).isEqualTo(set(epoch));
        }
        assertThat(epochs.start(EPOCHS + 1)).isEmpty();
    }

    @Test
    void proofsComeInOrderFromTheEpochThatWasAskedFor() {
        List<EpochProof> proofs = filled().proofs(3, 100);
        assertThat(proofs).hasSize(100);
        for (int i = 0; i < proofs.size(); i++) {
            assertThat(proofs.get(i).end().epoch()).isEqualTo(3 + i);
        }
        assertThat(filled().proofs(EPOCHS - 2, 100)).hasSize(2);
        assertThat(filled().proofs(EPOCHS, 100)).isEmpty();
    }

    private ProvenEpochs filled() {
        ProvenEpochs epochs = new ProvenEpochs(store, genesis);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            epochs.entered(proof(epoch));
        }
        return epochs;
    }

    /** That {@code epoch} ended. */
    private static EpochProof proof(int epoch) {
        long end = 20L * (epoch + 1);
        Header header = Header.builder()
                .number(end)
                .extraData(new ExtraData(1, epoch, end, 0, end).encode())
                .parentBeaconBlockRoot(set(epoch + 1).root())
                .build();
        Bytes signature = Bytes.wrap(new byte[96]);
        Signers signers = Signers.of(List.of(0));
        QuorumCertificate quorum = new QuorumCertificate(epoch, end, header.hash(), signers, signature);
        return new EpochProof(new CommitCertificate(quorum, signers, signature), header.encode(), set(epoch + 1));
    }

    private static ValidatorSet set(int epoch) {
        return ValidatorSet.of(List.of(new Validator(Address.ofInt(1), Bytes.wrap(new byte[48]), epoch + 1, true)));
    }
}

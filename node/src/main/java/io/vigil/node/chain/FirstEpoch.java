package io.vigil.node.chain;

import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Hash;
import io.vigil.types.genesis.Genesis;

/** Epoch 0, which genesis begins (A1): where every chain of epoch proofs starts. */
public final class FirstEpoch {
    private FirstEpoch() {}

    public static EpochStart of(Genesis genesis, Hash genesisHash) {
        return new EpochStart(Root.genesis(genesisHash), ValidatorSet.ofChain(genesis.validatorSet()));
    }
}

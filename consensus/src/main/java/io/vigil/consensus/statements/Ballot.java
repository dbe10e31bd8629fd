package io.vigil.consensus.statements;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;

/** A vote as it travels. The signature is over VOTE(epoch, view, block). */
public record Ballot(long epoch, long view, Hash block, int signer, Bytes signature) {}

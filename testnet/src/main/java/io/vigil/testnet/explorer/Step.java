package io.vigil.testnet.explorer;

import io.vigil.consensus.statements.BlockRef;
import java.util.List;

/**
 * What one member does next, up to and with its next signature.
 *
 * @param moves what happened to it
 * @param blocks that its leader made for it
 * @param last whether it only showed the member what is final: nothing follows from that
 */
record Step(Station station, List<Move> moves, List<BlockRef> blocks, boolean last) {}

package io.vigil.node.governance;

import io.vigil.governance.state.StateView;
import io.vigil.types.Bytes;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.vm.NativeContract;
import java.nio.charset.StandardCharsets;

/**
 * The contract at 0x…1004, to be read alone: {@code count()}, and {@code blockOf(uint256 epoch, uint256 signer, uint256
 * offence)}, the block whose input 0xf3 told it, 0 if none did.
 */
final class EvidenceContract implements NativeContract {
    private static final int SELECTOR_BYTES = 4;
    private static final int WORD = 32;
    private static final Bytes COUNT = selector("count()");
    private static final Bytes BLOCK_OF = selector("blockOf(uint256,uint256,uint256)");
    private static final int BLOCK_OF_BYTES = SELECTOR_BYTES + 3 * WORD;

    /** A cold SLOAD (EIP-2929) and the words around it. */
    private static final long GAS = 2_200;

    @Override
    public long price(Bytes input) {
        return GAS;
    }

    @Override
    public Answer run(Call call, Context context) {
        StateView state = (contract, slot) -> context.load(slot);
        Bytes input = call.input();
        if (!call.value().isZero() || input.size() < SELECTOR_BYTES) {
            return new Answer.Reverted(Bytes.EMPTY);
        }
        Bytes selector = input.slice(0, SELECTOR_BYTES);
        if (selector.equals(COUNT)) {
            return new Answer.Returned(EvidenceRecords.count(state).toBytes32());
        }
        if (selector.equals(BLOCK_OF) && input.size() >= BLOCK_OF_BYTES) {
            UInt256 block = EvidenceRecords.blockOf(state, word(input, 0), word(input, 1), word(input, 2));
            return new Answer.Returned(block.toBytes32());
        }
        return new Answer.Reverted(Bytes.EMPTY);
    }

    /** Numbers beyond 2^63 are no epoch, signer or offence: they meet the empty record of the largest. */
    private static long word(Bytes input, int index) {
        return UInt256.of(input.slice(SELECTOR_BYTES + index * WORD, WORD)).toLongSaturated();
    }

    private static Bytes selector(String signature) {
        return Keccak.hash(Bytes.wrap(signature.getBytes(StandardCharsets.US_ASCII)))
                .bytes()
                .slice(0, SELECTOR_BYTES);
    }
}

package io.vigil.node.deposits;

import io.vigil.deposits.voting.DepositViews;
import io.vigil.types.Bytes;
import io.vigil.vm.NativeContract;

/** The system contract 0x…1001; it answers and takes no money. */
final class DepositsContract implements NativeContract {
    @Override
    public long price(Bytes input) {
        return DepositViews.gas(input);
    }

    @Override
    public Answer run(Call call, Context context) {
        if (!call.value().isZero()) {
            return new Answer.Reverted(Bytes.EMPTY);
        }
        return DepositViews.answer(call.input(), Slots.of(context))
                .<Answer>map(Answer.Returned::new)
                .orElse(new Answer.Reverted(Bytes.EMPTY));
    }
}

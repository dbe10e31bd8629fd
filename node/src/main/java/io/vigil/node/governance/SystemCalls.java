package io.vigil.node.governance;

import io.vigil.governance.Governance;
import io.vigil.governance.contracts.Answer;
import io.vigil.governance.contracts.Call;
import io.vigil.governance.contracts.GovernanceContract;
import io.vigil.governance.contracts.Host;
import io.vigil.governance.contracts.ValidatorsContract;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.node.deposits.ResumedDeposits;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.vm.NativeContract;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** The two contracts of governance as the VM calls them. */
final class SystemCalls {
    private SystemCalls() {}

    static SortedMap<Address, NativeContract> of(ChainIdentity chain) {
        ValidatorsContract validators = new ValidatorsContract(chain);
        GovernanceContract governance = new GovernanceContract(chain, new ResumedDeposits());
        SortedMap<Address, NativeContract> contracts = new TreeMap<>();
        contracts.put(Governance.VALIDATORS, new Contract(validators::price, validators::call));
        contracts.put(Governance.GOVERNANCE, new Contract(governance::price, governance::call));
        return contracts;
    }

    /** A method of either contract at work. */
    @FunctionalInterface
    private interface Rules {
        Answer run(Call call, Host host);
    }

    /** What the VM asks, in governance's words. */
    private static NativeContract.Answer run(NativeContract.Call asked, NativeContract.Context context, Rules rules) {
        Call call = new Call(
                asked.caller(),
                asked.value(),
                asked.input(),
                asked.block().number(),
                asked.block().timestamp());
        return switch (rules.run(call, new CallHost(asked.self(), context))) {
            case Answer.Returned(Bytes output) -> new NativeContract.Answer.Returned(output);
            case Answer.Reverted(Bytes data) -> new NativeContract.Answer.Reverted(data);
        };
    }

    private record Contract(ToLongFunction<Bytes> prices, Rules rules) implements NativeContract {
        @Override
        public long price(Bytes input) {
            return prices.applyAsLong(input);
        }

        @Override
        public Answer run(Call call, Context context) {
            return SystemCalls.run(call, context, rules);
        }
    }

    private record CallHost(Address self, NativeContract.Context context) implements Host {
        @Override
        public UInt256 load(Address contract, UInt256 slot) {
            return contract.equals(self) ? context.load(slot) : context.load(contract, slot);
        }

        @Override
        public void store(UInt256 slot, UInt256 value) {
            context.store(slot, value);
        }

        @Override
        public void log(List<Hash> topics, Bytes data) {
            context.log(topics, data);
        }

        @Override
        public boolean pay(Address to, UInt256 amount) {
            return context.pay(to, amount);
        }
    }
}

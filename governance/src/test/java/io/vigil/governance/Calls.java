package io.vigil.governance;

import io.vigil.governance.contracts.AbiReader;
import io.vigil.governance.contracts.AbiWriter;
import io.vigil.governance.contracts.Answer;
import io.vigil.governance.contracts.Call;
import io.vigil.governance.contracts.GovernanceContract;
import io.vigil.governance.contracts.Host;
import io.vigil.governance.contracts.SignedCall;
import io.vigil.governance.contracts.ValidatorsContract;
import io.vigil.governance.proposals.Onboarding;
import io.vigil.governance.state.MemoryState;
import io.vigil.governance.state.Overlay;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import java.util.ArrayList;
import java.util.List;

/** Calls of the two contracts on a {@link GovernedChain}, as the VM would make them. */
public final class Calls {
    public static final Address ALICE = Address.ofInt(0xa11ce);

    public final List<Hash> logs = new ArrayList<>();

    private final GovernedChain chain;
    private final ValidatorsContract validators = new ValidatorsContract(GovernedChain.CHAIN);
    private final GovernanceContract governance;

    public Calls(GovernedChain chain) {
        this(chain, Onboarding.NONE);
    }

    Calls(GovernedChain chain, Onboarding onboarding) {
        this.chain = chain;
        this.governance = new GovernanceContract(GovernedChain.CHAIN, onboarding);
    }

    /** What a call returned, or {@code !} and why it reverted. */
    public Answer call(Address to, Address from, UInt256 value, Bytes input) {
        Overlay overlay = new Overlay(chain.state);
        Call call = new Call(from, value, input, chain.height + 1, chain.height + 1);
        Host host = host(to, overlay, chain.state);
        chain.state.credit(to, value);
        Answer answer = to.equals(Governance.VALIDATORS) ? validators.call(call, host) : governance.call(call, host);
        switch (answer) {
            case Answer.Returned returned -> overlay.flush();
            case Answer.Reverted reverted -> chain.state.burn(to, value);
        }
        return answer;
    }

    private Host host(Address self, Overlay overlay, MemoryState below) {
        return new Host() {
            @Override
            public void store(UInt256 slot, UInt256 value) {
                overlay.store(self, slot, value);
            }

            @Override
            public void log(List<Hash> topics, Bytes data) {
                logs.add(topics.getFirst());
            }

            @Override
            public boolean pay(Address to, UInt256 amount) {
                boolean enough = below.burn(self, amount);
                if (enough) {
                    below.credit(to, amount);
                }
                return enough;
            }

            @Override
            public UInt256 load(Address contract, UInt256 slot) {
                return overlay.load(contract, slot);
            }
        };
    }

    /** A call signed by a validator's key, sent by somebody else. */
    public Answer signed(Address to, Address validator, Bytes inner) {
        long nonce = number(ok(
                call(to, ALICE, UInt256.ZERO, SignedCall.input("nonce(address)", new AbiWriter().address(validator)))));
        var key = chain.keys.get(validator);
        if (key == null) {
            throw new IllegalArgumentException("no key of " + validator);
        }
        return call(to, ALICE, UInt256.ZERO, SignedCall.wrap(GovernedChain.CHAIN, key, to, validator, nonce, inner));
    }

    public static Bytes ok(Answer answer) {
        return switch (answer) {
            case Answer.Returned(Bytes output) -> output;
            case Answer.Reverted reverted -> throw new AssertionError(why(reverted));
        };
    }

    public static String why(Answer answer) {
        return switch (answer) {
            case Answer.Returned returned -> "";
            case Answer.Reverted(Bytes data) -> {
                try {
                    yield new AbiReader(data.slice(4, data.size() - 4)).text();
                } catch (MalformedException e) {
                    throw new AssertionError(e);
                }
            }
        };
    }

    public static long number(Bytes output) {
        return UInt256.of(output.slice(0, 32)).toLong();
    }

    public long propose(Address validator, String signature, AbiWriter arguments) {
        return number(ok(signed(Governance.GOVERNANCE, validator, SignedCall.input(signature, arguments))));
    }

    public long proposeVersion(Address by, long version, long grace, long expiry, long endEpoch) {
        return propose(
                by,
                "proposeVersion(address,uint64,uint64,uint64,uint64,bytes32,uint64)",
                new AbiWriter()
                        .address(by)
                        .number(version)
                        .number(0)
                        .number(grace)
                        .number(expiry)
                        .hash(Hash.ZERO)
                        .number(endEpoch));
    }

    public Answer vote(Address validator, long id, int choice) {
        return signed(
                Governance.GOVERNANCE,
                validator,
                SignedCall.input(
                        "vote(address,uint256,uint8)",
                        new AbiWriter().address(validator).number(id).number(choice)));
    }
}

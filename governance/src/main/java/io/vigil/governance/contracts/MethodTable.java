package io.vigil.governance.contracts;

import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.governance.state.Slots;
import io.vigil.governance.versions.Signals;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.BlsPublicKey;
import io.vigil.types.crypto.BlsSignature;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The methods of one contract by selector, and how a call finds its own. */
final class MethodTable {
    static final long READ = 30_000;
    private static final long LEAST = 5_000;
    private static final long SIGNATURE = 150_000;
    private static final int SELECTOR = 4;
    private static final int MAX_REASON_CHARACTERS = 400;
    private static final String CALL_TAG = "vigil/governance/call/1";

    /** All that a burned key may still ask for: without it who has no operator could never be reinstated (G14). */
    private static final Bytes NEW_KEY = selector("rotateKey(address,bytes,bytes)");

    private final Address self;
    private final ChainIdentity chain;
    private final Map<Bytes, Method> methods = new TreeMap<>();

    MethodTable(Address self, ChainIdentity chain) {
        this.self = self;
        this.chain = chain;
        write("signed(address,uint64,bytes,bytes)", 0, false, _ -> new AbiWriter());
        read(
                "nonce(address)",
                READ,
                call -> new AbiWriter().number(nonce(call, call.arguments().address())));
    }

    /** What a method does; the result is what it returns. */
    @FunctionalInterface
    interface Body {
        AbiWriter run(Invocation call) throws Refusal, MalformedException;
    }

    private record Method(long price, boolean isPayable, Body body) {}

    void read(String signature, long price, Body body) {
        methods.put(selector(signature), new Method(price, false, body));
    }

    void write(String signature, long price, boolean isPayable, Body body) {
        methods.put(selector(signature), new Method(price, isPayable, body));
    }

    static Bytes selector(String signature) {
        return Keccak.hash(Bytes.wrap(signature.getBytes(StandardCharsets.US_ASCII)))
                .bytes()
                .slice(0, SELECTOR);
    }

    long price(Bytes input) {
        return price(input, true);
    }

    private long price(Bytes input, boolean outer) {
        if (outer && isSigned(input)) {
            try {
                AbiReader arguments = new AbiReader(input.slice(SELECTOR, input.size() - SELECTOR));
                arguments.address();
                arguments.number();
                return SIGNATURE + price(arguments.bytes(), false);
            } catch (MalformedException e) {
                return SIGNATURE;
            }
        }
        return method(input).map(Method::price).orElse(LEAST);
    }

    private Optional<Method> method(Bytes input) {
        return input.size() < SELECTOR ? Optional.empty() : Optional.ofNullable(methods.get(input.slice(0, SELECTOR)));
    }

    private static boolean isSigned(Bytes input) {
        return input.startsWith(selector("signed(address,uint64,bytes,bytes)"));
    }

    Answer call(Call call, Host host) {
        try {
            return new Answer.Returned(
                    isSigned(call.input()) ? signed(call, host) : run(call, call.input(), host, List.of()));
        } catch (Refusal e) {
            return new Answer.Reverted(error(e.why()));
        }
    }

    private Bytes run(Call call, Bytes input, Host host, List<Address> signedFor) throws Refusal {
        Method method = method(input).orElseThrow(() -> new Refusal("NO_SUCH_METHOD"));
        if (!method.isPayable && !call.value().isZero()) {
            throw new Refusal("NOT_PAYABLE");
        }
        AbiReader arguments = new AbiReader(input.slice(SELECTOR, input.size() - SELECTOR));
        try {
            return method.body
                    .run(new Invocation(self, call, host, arguments, signedFor))
                    .toBytes();
        } catch (MalformedException e) {
            throw Refusal.of(e);
        }
    }

    /** A call that the validator's key signed, sent by whomever; each number once and in order. */
    private Bytes signed(Call call, Host host) throws Refusal {
        try {
            AbiReader arguments =
                    new AbiReader(call.input().slice(SELECTOR, call.input().size() - SELECTOR));
            Address validator = arguments.address();
            long nonce = arguments.number();
            Bytes inner = arguments.bytes();
            BlsSignature signature = BlsSignature.parse(arguments.bytes());
            Invocation outer = new Invocation(self, call, host, arguments, List.of());
            if (isSigned(inner)) {
                throw new Refusal("SIGNED_TWICE");
            }
            long wanted = nonce(outer, validator);
            if (nonce != wanted) {
                throw new Refusal("NONCE: " + wanted + " is next, not " + nonce);
            }
            EpochState epoch = outer.epoch();
            BlsPublicKey key = Signals.keyInForce(validator, epoch, outer.registry())
                    .orElseThrow(() -> new Refusal("NO_RECORD: " + validator));
            boolean isBurned = outer.registry().isBurned(key.bytes());
            if ((isBurned && !inner.startsWith(NEW_KEY))
                    || !signature.verify(key, message(chain, self, validator, nonce, inner))) {
                throw new Refusal("SIGNATURE: not by the key of " + validator);
            }
            outer.state().store(self, nonceSlot(validator), UInt256.of(nonce + 1));
            return run(call, inner, host, List.of(validator));
        } catch (MalformedException e) {
            throw Refusal.of(e);
        }
    }

    static Bytes message(ChainIdentity chain, Address contract, Address validator, long nonce, Bytes inner) {
        Bytes fields = Bytes.concat(
                contract.bytes(),
                validator.bytes(),
                Bytes.ofLong(nonce),
                Keccak.hash(inner).bytes());
        return chain.signBytes(CALL_TAG, fields);
    }

    private long nonce(Invocation call, Address validator) {
        return call.host().load(self, nonceSlot(validator)).toLongSaturated();
    }

    private static UInt256 nonceSlot(Address validator) {
        return Slots.at("nonce", validator);
    }

    /** {@code Error(string)} as Solidity encodes it. */
    private static Bytes error(String why) {
        String text = why.substring(0, Math.min(MAX_REASON_CHARACTERS, why.length()));
        return Bytes.concat(
                selector("Error(string)"), new AbiWriter().text(text).toBytes());
    }
}

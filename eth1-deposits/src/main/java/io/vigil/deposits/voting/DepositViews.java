package io.vigil.deposits.voting;

import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.Frontier;
import io.vigil.deposits.voting.DepositState.CastVote;
import io.vigil.deposits.voting.DepositState.Deposited;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.BlsPublicKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What contracts and clients may ask the system contract 0x…1001 (D6). It only answers: deposits and votes come in with
 * blocks, so nothing of it can be called into changing.
 */
public final class DepositViews {
    /** Gas of one slot read, as SLOAD of a cold slot costs (EIP-2929). */
    private static final long SLOT_GAS = 2_100;

    /** Gas of finding the method and encoding its answer. */
    private static final long CALL_GAS = 100;

    private static final String ABI_RESOURCE = "Eth1Deposits.abi.json";

    private DepositViews() {}

    /** One method of the contract. */
    private enum Method {
        ETH1_DATA("eth1Data()", 3),
        DEPOSIT_COUNT("depositCount()", 1),
        NEXT_INDEX("nextIndex()", 1),
        FRONTIER("frontier()", 33),
        PERIOD("period()", 1),
        OUTCOME("outcome(uint64)", 1),
        DEPOSIT("deposit(bytes)", 2),
        VOTE("vote(address)", 2);

        private final Bytes selector;
        private final long gas;

        Method(String signature, int slots) {
            this.selector = Keccak.hash(Bytes.wrap(signature.getBytes(StandardCharsets.US_ASCII)))
                    .bytes()
                    .slice(0, 4);
            this.gas = CALL_GAS + slots * SLOT_GAS;
        }

        static Optional<Method> of(Bytes input) {
            if (input.size() < 4) {
                return Optional.empty();
            }
            Bytes wanted = input.slice(0, 4);
            for (Method method : values()) {
                if (method.selector.equals(wanted)) {
                    return Optional.of(method);
                }
            }
            return Optional.empty();
        }
    }

    /** The Solidity interface as JSON, for clients. */
    public static String abi() {
        try (InputStream in = DepositViews.class.getResourceAsStream(ABI_RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource " + ABI_RESOURCE + " is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + ABI_RESOURCE, e);
        }
    }

    /** Gas that a call with this input costs beside what every call costs. */
    public static long gas(Bytes input) {
        return Method.of(input).map(method -> method.gas).orElse(CALL_GAS);
    }

    /** The output of a call; empty if there is no such method or its arguments are malformed: then the call reverts. */
    public static Optional<Bytes> answer(Bytes input, DepositState state) {
        Optional<Method> method = Method.of(input);
        if (method.isEmpty()) {
            return Optional.empty();
        }
        Bytes arguments = input.slice(4, input.size() - 4);
        return switch (method.get()) {
            case ETH1_DATA -> Optional.of(eth1Data(state));
            case DEPOSIT_COUNT -> Optional.of(word(state.adopted().count()));
            case NEXT_INDEX -> Optional.of(word(state.nextIndex()));
            case FRONTIER -> Optional.of(frontier(state.frontier()));
            case PERIOD -> Optional.of(Bytes.concat(word(state.period()), word(state.periodTime())));
            case OUTCOME ->
                number(arguments, 0).map(index -> word(state.outcome(index).ordinal()));
            case DEPOSIT -> key(arguments).map(key -> deposit(state.deposited(key)));
            case VOTE -> address(arguments).map(validator -> vote(state.vote(validator)));
        };
    }

    private static Bytes eth1Data(DepositState state) {
        Eth1Data adopted = state.adopted();
        return Bytes.concat(
                word(adopted.number()),
                adopted.blockHash().bytes(),
                adopted.root().bytes(),
                word(adopted.count()),
                word(state.generation()));
    }

    private static Bytes frontier(Frontier frontier) {
        List<Bytes> words =
                new ArrayList<>(List.of(word(32), word(frontier.subtrees().size())));
        frontier.subtrees().forEach(hash -> words.add(hash.bytes()));
        return Bytes.concat(words.toArray(Bytes[]::new));
    }

    private static Bytes deposit(Optional<Deposited> found) {
        Deposited deposited = found.orElse(new Deposited(Bytes.EMPTY, Hash.ZERO, 0, 0, 0, 0));
        return Bytes.concat(
                word(found.isPresent() ? 1 : 0),
                deposited.credentials().bytes(),
                word(deposited.gwei()),
                word(deposited.firstIndex()),
                word(deposited.deposits()),
                word(deposited.flags()));
    }

    private static Bytes vote(Optional<CastVote> found) {
        CastVote vote = found.orElse(new CastVote(Hash.ZERO, 0, 0));
        return Bytes.concat(
                word(found.isPresent() ? 1 : 0), vote.voteHash().bytes(), word(vote.period()), word(vote.height()));
    }

    /** An unsigned number of 64 bits. */
    private static Bytes word(long value) {
        return new UInt256(0, 0, 0, value).toBytes32();
    }

    /** The word at {@code at}, if it is there and below 2^63. */
    private static Optional<Long> number(Bytes arguments, int at) {
        if (arguments.size() < at + 32) {
            return Optional.empty();
        }
        UInt256 word = UInt256.of(arguments.slice(at, 32));
        return word.bitLength() <= 63 ? Optional.of(word.limb0()) : Optional.empty();
    }

    private static Optional<Address> address(Bytes arguments) {
        return arguments.size() >= 32 && UInt256.of(arguments.slice(0, 32)).bitLength() <= 8 * Address.SIZE
                ? Optional.of(new Address(arguments.slice(32 - Address.SIZE, Address.SIZE)))
                : Optional.empty();
    }

    /** A key of 48 bytes, encoded as ABI has {@code bytes}. */
    private static Optional<Bytes> key(Bytes arguments) {
        Optional<Long> offset = number(arguments, 0).filter(at -> at <= arguments.size() - 32L);
        return offset.flatMap(at -> number(arguments, at.intValue()))
                .filter(size -> size == BlsPublicKey.SIZE && offset.get() + 32 + size <= arguments.size())
                .map(size -> arguments.slice(offset.get().intValue() + 32, BlsPublicKey.SIZE));
    }
}

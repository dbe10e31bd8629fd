package io.vigil.governance.registry;

import io.vigil.governance.state.Decoded;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.BlsPublicKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the chain knows of a validator (G6). Its address is keccak256(first key)[12..32] and outlives its keys.
 *
 * @param blsKey 48 bytes, the one in force
 * @param nextKey 48 bytes that take over at a later epoch's beginning, or none
 * @param operator account whose calls count as the validator's; zero for none: then only signed calls do
 * @param feeAddress where fees go
 * @param nodeId 32 bytes, or none
 * @param withdrawal where stake goes back to; zero for nowhere
 * @param contact at most 128 bytes of UTF-8 without control characters
 * @param stake in wei, what an election counts
 * @param incoming merged into {@code stake} at the next epoch's beginning (G9)
 * @param paid of all stake, what was paid in on this chain: more than that cannot be drawn here
 * @param unbonding at most {@link #MAX_UNBONDING}
 * @param standingSince height at which it began; for {@link Standing#JAILED} the epoch in which it may end
 * @param votedPower power by genesis or vote; 0 if it was not voted in (G17)
 * @param since epoch of registration
 */
public record ValidatorRecord(
        Bytes blsKey,
        Bytes nextKey,
        Address operator,
        Address feeAddress,
        Bytes nodeId,
        Address withdrawal,
        String contact,
        UInt256 stake,
        UInt256 incoming,
        UInt256 paid,
        List<Unbonding> unbonding,
        Standing standing,
        long standingSince,
        long votedPower,
        long since) {
    public static final int MAX_UNBONDING = 8;
    public static final int MAX_CONTACT_BYTES = 128;
    public static final int NODE_ID_BYTES = 32;

    /** Stake of every kind stays at or below this (G8). */
    public static final UInt256 MAX_STAKE = new UInt256(0, 0, (1L << 32) - 1, -1);

    /** Power by genesis; a vote gives at most 1,000. */
    public static final long MAX_VOTED_POWER = 1_000_000_000;

    private static final int MAX_PAID_BITS = 128;

    static final int MAX_ENCODED_BYTES = 1_024;

    /** Messages are short: they are what a skipped record's reason says. */
    public ValidatorRecord {
        unbonding = List.copyOf(unbonding);
        require(blsKey.size() == BlsPublicKey.SIZE, "key of " + blsKey.size() + " bytes");
        require(nextKey.isEmpty() || nextKey.size() == BlsPublicKey.SIZE, "next key of " + nextKey.size() + " bytes");
        require(nodeId.isEmpty() || nodeId.size() == NODE_ID_BYTES, "node id of " + nodeId.size() + " bytes");
        require(isContact(contact), "contact");
        require(stake.compareTo(MAX_STAKE) <= 0, "stake out of range");
        require(incoming.compareTo(MAX_STAKE) <= 0, "incoming stake out of range");
        require(paid.bitLength() <= MAX_PAID_BITS, "paid stake out of range");
        require(
                unbonding.stream().allMatch(entry -> entry.amount().compareTo(MAX_STAKE) <= 0),
                "unbonding stake out of range");
        require(unbonding.size() <= MAX_UNBONDING, unbonding.size() + " unbonding entries");
        require(votedPower >= 0 && votedPower <= MAX_VOTED_POWER, "power " + votedPower);
        require(standingSince >= 0 && since >= 0, "negative time");
    }

    public static boolean isContact(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length <= MAX_CONTACT_BYTES
                && text.chars().noneMatch(Character::isISOControl);
    }

    /** The validator address of a first key. */
    public static Address addressOf(Bytes blsKey) {
        return new Address(Keccak.hash(blsKey).bytes().slice(Hash.SIZE - Address.SIZE, Address.SIZE));
    }

    /** The key it will have after the next change. */
    public Bytes electedKey() {
        return nextKey.isEmpty() ? blsKey : nextKey;
    }

    public Bytes encode() {
        return RlpWriter.listOf(list -> list.bytes(blsKey)
                .bytes(nextKey)
                .address(operator)
                .address(feeAddress)
                .bytes(nodeId)
                .address(withdrawal)
                .bytes(Bytes.wrap(contact.getBytes(StandardCharsets.UTF_8)))
                .number(stake)
                .number(incoming)
                .number(paid)
                .list(entries -> unbonding.forEach(entry -> entries.list(item ->
                        item.number(entry.amount()).number(entry.epoch()).number(entry.timestamp()))))
                .number(standing.code())
                .number(standingSince)
                .number(votedPower)
                .number(since));
    }

    /** Total: whatever the bytes are, an answer. */
    public static Decoded<ValidatorRecord> decode(Bytes encoded) {
        if (encoded.isEmpty()) {
            return new Decoded.Bad<>("no record");
        }
        try {
            return new Decoded.Ok<>(read(RlpReader.ofList(encoded)));
        } catch (MalformedException | IllegalArgumentException e) {
            return new Decoded.Bad<>(String.valueOf(e.getMessage()));
        }
    }

    private static ValidatorRecord read(RlpReader list) throws MalformedException {
        Bytes key = list.bytes();
        Bytes nextKey = list.bytes();
        Address operator = list.address();
        Address feeAddress = list.address();
        Bytes nodeId = list.bytes();
        Address withdrawal = list.address();
        String contact = text(list.bytes());
        UInt256 stake = list.uint256();
        UInt256 incoming = list.uint256();
        UInt256 paid = list.uint256();
        List<Unbonding> unbonding = new ArrayList<>();
        RlpReader entries = list.list();
        while (entries.hasNext()) {
            RlpReader entry = entries.list();
            unbonding.add(new Unbonding(entry.uint256(), entry.number(), entry.number()));
            entry.end();
        }
        long code = list.number();
        Standing standing =
                Standing.of(code).orElseThrow(() -> new MalformedException("standing " + code + " is unknown"));
        long standingSince = list.number();
        long votedPower = list.number();
        long since = list.number();
        list.end();
        return new ValidatorRecord(
                key,
                nextKey,
                operator,
                feeAddress,
                nodeId,
                withdrawal,
                contact,
                stake,
                incoming,
                paid,
                unbonding,
                standing,
                standingSince,
                votedPower,
                since);
    }

    private static String text(Bytes utf8) throws MalformedException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8.shared()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("contact is no UTF-8", e);
        }
    }

    public ValidatorRecord withKey(Bytes key) {
        return new Edit(this).blsKey(key).nextKey(Bytes.EMPTY).done();
    }

    public ValidatorRecord withNextKey(Bytes key) {
        return new Edit(this).nextKey(key).done();
    }

    public ValidatorRecord withOperator(Address account) {
        return new Edit(this).operator(account).done();
    }

    public ValidatorRecord withNode(Bytes id, Address fees, String reachedAt) {
        return new Edit(this).node(id, fees, reachedAt).done();
    }

    public ValidatorRecord withStanding(Standing next, long sinceWhen) {
        return new Edit(this).standing(next, sinceWhen).done();
    }

    public ValidatorRecord withVotedPower(long power) {
        return new Edit(this).votedPower(power).done();
    }

    /** Adds to {@code incoming}, at most up to {@link #MAX_STAKE}; {@code here} says that it was paid on this chain. */
    public ValidatorRecord plusIncoming(UInt256 amount, boolean here) {
        UInt256 sum = incoming.add(amount.min(MAX_STAKE)).min(MAX_STAKE);
        return new Edit(this)
                .money(stake, sum, here ? paid.add(amount) : paid, unbonding)
                .done();
    }

    /** What came in counts from now on. */
    public ValidatorRecord merged() {
        return new Edit(this)
                .money(stake.add(incoming).min(MAX_STAKE), UInt256.ZERO, paid, unbonding)
                .done();
    }

    public ValidatorRecord withMoney(UInt256 newStake, UInt256 newIncoming, UInt256 newPaid, List<Unbonding> out) {
        return new Edit(this).money(newStake, newIncoming, newPaid, out).done();
    }

    /** Everything that could be lost: {@code stake}, {@code incoming} and what is unbonding. */
    public UInt256 atStake() {
        UInt256 sum = stake.add(incoming);
        for (Unbonding entry : unbonding) {
            sum = sum.add(entry.amount());
        }
        return sum;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** A copy in the making. */
    private static final class Edit {
        private final ValidatorRecord from;
        private Bytes blsKey;
        private Bytes nextKey;
        private Address operator;
        private Address feeAddress;
        private Bytes nodeId;
        private String contact;
        private UInt256 stake;
        private UInt256 incoming;
        private UInt256 paid;
        private List<Unbonding> unbonding;
        private Standing standing;
        private long standingSince;
        private long votedPower;

        Edit(ValidatorRecord from) {
            this.from = from;
            this.blsKey = from.blsKey;
            this.nextKey = from.nextKey;
            this.operator = from.operator;
            this.feeAddress = from.feeAddress;
            this.nodeId = from.nodeId;
            this.contact = from.contact;
            this.stake = from.stake;
            this.incoming = from.incoming;
            this.paid = from.paid;
            this.unbonding = from.unbonding;
            this.standing = from.standing;
            this.standingSince = from.standingSince;
            this.votedPower = from.votedPower;
        }

        Edit blsKey(Bytes key) {
            blsKey = key;
            return this;
        }

        Edit nextKey(Bytes key) {
            nextKey = key;
            return this;
        }

        Edit operator(Address account) {
            operator = account;
            return this;
        }

        Edit node(Bytes id, Address fees, String reachedAt) {
            nodeId = id;
            feeAddress = fees;
            contact = reachedAt;
            return this;
        }

        Edit standing(Standing next, long since) {
            standing = next;
            standingSince = since;
            return this;
        }

        Edit votedPower(long power) {
            votedPower = power;
            return this;
        }

        Edit money(UInt256 newStake, UInt256 newIncoming, UInt256 newPaid, List<Unbonding> out) {
            stake = newStake;
            incoming = newIncoming;
            paid = newPaid;
            unbonding = out;
            return this;
        }

        ValidatorRecord done() {
            return new ValidatorRecord(
                    blsKey,
                    nextKey,
                    operator,
                    feeAddress,
                    nodeId,
                    from.withdrawal,
                    contact,
                    stake,
                    incoming,
                    paid,
                    unbonding,
                    standing,
                    standingSince,
                    votedPower,
                    from.since);
        }
    }
}

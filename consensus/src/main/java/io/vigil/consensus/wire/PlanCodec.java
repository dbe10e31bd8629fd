package io.vigil.consensus.wire;

import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.Plan.Action;
import io.vigil.consensus.certificates.PlanConsent;
import io.vigil.consensus.certificates.PlanProof;
import io.vigil.consensus.certificates.PlanSignature;
import io.vigil.consensus.certificates.SignedPlan;
import io.vigil.consensus.safety.PlanFence;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.chain.Enrolment;
import io.vigil.types.crypto.BlsSignature;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Plans as RLP, version 1.
 *
 * <pre>
 *   plan       [1, chainId, genesisHash, epoch, setRoot, sequence, previous, certificate, header, [action…], [binary…], start, note]
 *   action     [1, version], [2, name, value], [3, [transaction…]], [4, block] or [5, [seat…]]
 *   seat       [address, key, power, [] or [enrolment]]
 *   binary     [system, sha256]
 *   signed     [plan, set, [[signer, lockView, lockBlock, signature]…]]            a file between operators; if the plan brings a set,
 *              with [[member, signature]…] behind it
 *   proof      [plan, [[lockView, lockBlock, signers]…], signature]
 *   input 0xf5 [proof…]                                    one for each epoch that ends at the block's parent
 * </pre>
 */
public final class PlanCodec {
    public static final int VERSION = 1;

    /** A plan, its set of 512 members and 512 signatures. */
    public static final int MAX_BYTES = 256 << 10;

    /** Plans that end one epoch after the other at one block: each but the last failed to bring a block. */
    public static final int MAX_PROOFS_PER_BLOCK = 16;

    private static final int SET_VERSION = 1;
    private static final int SET_PARAMETER = 2;
    private static final int SKIP_TRANSACTIONS = 3;
    private static final int QUARANTINE = 4;
    private static final int REPLACE_SET = 5;

    private PlanCodec() {}

    /** What is signed of a plan, and what a later plan names it by. */
    public static Hash hash(Plan plan) {
        return Keccak.hash(encode(plan));
    }

    public static PlanFence fence(Plan plan) {
        return new PlanFence(
                plan.epoch(), plan.sequence(), hash(plan), plan.replacement().isPresent());
    }

    public static Bytes encode(Plan plan) {
        return RlpWriter.listOf(list -> {
            list.number(VERSION).number(plan.chainId()).hash(plan.genesisHash());
            list.number(plan.epoch()).hash(plan.setRoot());
            list.number(plan.sequence()).hash(plan.previous());
            SafetyRecordCodec.write(list, plan.certificate());
            list.bytes(plan.header());
            list.list(actions -> plan.actions().forEach(action -> write(actions, action)));
            list.list(binaries -> plan.binaries()
                    .forEach(binary -> binaries.list(
                            row -> row.bytes(text(binary.system())).hash(binary.sha256()))));
            list.number(plan.startSeconds()).bytes(text(plan.note()));
        });
    }

    public static Plan decodePlan(Bytes encoded) throws MalformedException {
        requireSize(encoded, "plan");
        return readPlan(RlpReader.ofList(encoded));
    }

    public static Bytes encode(SignedPlan signed) {
        return RlpWriter.listOf(list -> {
            list.encoded(encode(signed.plan())).encoded(signed.set().encode());
            list.list(rows -> signed.signatures()
                    .forEach(one -> rows.list(row -> row.number(one.signer())
                            .number(one.lockView())
                            .hash(one.lockBlock())
                            .bytes(one.signature()))));
            if (signed.plan().replacement().isPresent()) {
                list.list(rows -> signed.consents()
                        .forEach(
                                one -> rows.list(row -> row.number(one.member()).bytes(one.signature()))));
            }
        });
    }

    public static SignedPlan decodeSigned(Bytes encoded) throws MalformedException {
        requireSize(encoded, "signed plan");
        RlpReader list = RlpReader.ofList(encoded);
        Plan plan = readPlan(list.list());
        ValidatorSet set = ValidatorSet.decode(list.encoded());
        RlpReader rows = list.list();
        List<PlanSignature> signatures = new ArrayList<>();
        while (rows.hasNext()) {
            if (signatures.size() == set.size()) {
                throw new MalformedException("signed plan with more signatures than members");
            }
            RlpReader row = rows.list();
            signatures.add(
                    new PlanSignature(index(row.number()), row.number(), row.hash(), row.bytes(BlsSignature.SIZE)));
            row.end();
        }
        List<PlanConsent> consents = plan.replacement().isPresent() ? readConsents(list.list()) : List.of();
        list.end();
        try {
            return new SignedPlan(plan, set, signatures, consents);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("signed plan: " + e.getMessage(), e);
        }
    }

    private static List<PlanConsent> readConsents(RlpReader rows) throws MalformedException {
        List<PlanConsent> consents = new ArrayList<>();
        while (rows.hasNext()) {
            if (consents.size() == Plan.MAX_SEATS) {
                throw new MalformedException("signed plan with more consents than there can be members");
            }
            RlpReader row = rows.list();
            consents.add(new PlanConsent(index(row.number()), row.bytes(BlsSignature.SIZE)));
            row.end();
        }
        return consents;
    }

    public static Bytes encode(PlanProof proof) {
        return RlpWriter.listOf(list -> {
            list.encoded(encode(proof.plan()));
            list.list(groups -> proof.groups()
                    .forEach(group -> groups.list(row -> row.number(group.lockView())
                            .hash(group.lockBlock())
                            .bytes(group.signers().bitmap()))));
            list.bytes(proof.signature());
        });
    }

    public static PlanProof decodeProof(Bytes encoded) throws MalformedException {
        requireSize(encoded, "plan");
        return readProof(RlpReader.ofList(encoded));
    }

    /** The data of system input 0xf5. @param proofs at least one, of epochs that follow one another */
    public static Bytes encodeInput(List<PlanProof> proofs) {
        if (proofs.isEmpty() || proofs.size() > MAX_PROOFS_PER_BLOCK) {
            throw new IllegalArgumentException(proofs.size() + " plans in a block");
        }
        return RlpWriter.listOf(list -> proofs.forEach(proof -> list.encoded(encode(proof))));
    }

    public static List<PlanProof> decodeInput(Bytes data) throws MalformedException {
        requireSize(data, "plans of a block");
        RlpReader list = RlpReader.ofList(data);
        List<PlanProof> proofs = new ArrayList<>();
        while (list.hasNext()) {
            if (proofs.size() == MAX_PROOFS_PER_BLOCK) {
                throw new MalformedException("more than " + MAX_PROOFS_PER_BLOCK + " plans in a block");
            }
            proofs.add(readProof(list.list()));
        }
        if (proofs.isEmpty()) {
            throw new MalformedException("an empty list of plans in a block");
        }
        return List.copyOf(proofs);
    }

    private static PlanProof readProof(RlpReader list) throws MalformedException {
        Plan plan = readPlan(list.list());
        RlpReader rows = list.list();
        List<PlanProof.Group> groups = new ArrayList<>();
        while (rows.hasNext()) {
            if (groups.size() == ValidatorSet.MAX_MEMBERS) {
                throw new MalformedException("plan with more groups of signers than there can be members");
            }
            RlpReader row = rows.list();
            groups.add(new PlanProof.Group(row.number(), row.hash(), SafetyRecordCodec.readSigners(row)));
            row.end();
        }
        Bytes signature = list.bytes(BlsSignature.SIZE);
        list.end();
        try {
            return new PlanProof(plan, groups, signature);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("plan: " + e.getMessage(), e);
        }
    }

    private static Plan readPlan(RlpReader list) throws MalformedException {
        long version = list.number();
        if (version != VERSION) {
            throw new MalformedException("plan of version " + version + ", this release reads " + VERSION);
        }
        try {
            Plan plan = new Plan(
                    list.number(),
                    list.hash(),
                    list.number(),
                    list.hash(),
                    list.number(),
                    list.hash(),
                    SafetyRecordCodec.readBlockCertificate(list),
                    list.bytes(),
                    readActions(list.list()),
                    readBinaries(list.list()),
                    list.number(),
                    readText(list.bytes()));
            list.end();
            return plan;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("plan: " + e.getMessage(), e);
        }
    }

    private static void write(RlpWriter actions, Action action) {
        actions.list(row -> {
            switch (action) {
                case Action.SetVersion(long version) -> row.number(SET_VERSION).number(version);
                case Action.SetParameter(String name, var value) ->
                    row.number(SET_PARAMETER).bytes(text(name)).number(value);
                case Action.SkipTransactions(List<Hash> transactions) ->
                    row.number(SKIP_TRANSACTIONS).list(hashes -> transactions.forEach(hashes::hash));
                case Action.Quarantine(Hash block) -> row.number(QUARANTINE).hash(block);
                case Action.ReplaceSet(List<Plan.Seat> members) ->
                    row.number(REPLACE_SET).list(seats -> members.forEach(seat -> write(seats, seat)));
            }
        });
    }

    private static void write(RlpWriter seats, Plan.Seat seat) {
        seats.list(row -> row.address(seat.address())
                .bytes(seat.blsKey())
                .number(seat.power())
                .list(one -> seat.enrolment().forEach(enrolment -> one.encoded(enrolment.encode()))));
    }

    private static List<Plan.Seat> readSeats(RlpReader rows) throws MalformedException {
        List<Plan.Seat> seats = new ArrayList<>();
        while (rows.hasNext()) {
            if (seats.size() == Plan.MAX_SEATS) {
                throw new MalformedException("plan with more than " + Plan.MAX_SEATS + " members");
            }
            RlpReader row = rows.list();
            Address address = row.address();
            Bytes key = row.bytes(Validator.KEY_BYTES);
            long power = row.number();
            RlpReader one = row.list();
            List<Enrolment> enrolment = one.hasNext() ? List.of(Enrolment.decode(one.encoded())) : List.of();
            one.end();
            row.end();
            seats.add(new Plan.Seat(address, key, power, enrolment));
        }
        return seats;
    }

    private static List<Action> readActions(RlpReader rows) throws MalformedException {
        List<Action> actions = new ArrayList<>();
        while (rows.hasNext()) {
            if (actions.size() == Plan.MAX_ACTIONS) {
                throw new MalformedException("plan with more than " + Plan.MAX_ACTIONS + " actions");
            }
            RlpReader row = rows.list();
            long kind = row.number();
            if (kind == SET_VERSION) {
                actions.add(new Action.SetVersion(row.number()));
            } else if (kind == SET_PARAMETER) {
                actions.add(new Action.SetParameter(readText(row.bytes()), row.uint256()));
            } else if (kind == SKIP_TRANSACTIONS) {
                actions.add(new Action.SkipTransactions(readHashes(row.list())));
            } else if (kind == QUARANTINE) {
                actions.add(new Action.Quarantine(row.hash()));
            } else if (kind == REPLACE_SET) {
                actions.add(new Action.ReplaceSet(readSeats(row.list())));
            } else {
                throw new MalformedException("plan with an action of kind " + kind + ", which this release lacks");
            }
            row.end();
        }
        return actions;
    }

    private static List<Hash> readHashes(RlpReader hashes) throws MalformedException {
        List<Hash> read = new ArrayList<>();
        while (hashes.hasNext()) {
            if (read.size() == Plan.MAX_SKIPPED) {
                throw new MalformedException("plan that skips more than " + Plan.MAX_SKIPPED + " transactions");
            }
            read.add(hashes.hash());
        }
        return read;
    }

    private static List<Plan.Binary> readBinaries(RlpReader rows) throws MalformedException {
        List<Plan.Binary> binaries = new ArrayList<>();
        while (rows.hasNext()) {
            if (binaries.size() == Plan.MAX_BINARIES) {
                throw new MalformedException("plan with more than " + Plan.MAX_BINARIES + " binaries");
            }
            RlpReader row = rows.list();
            binaries.add(new Plan.Binary(readText(row.bytes()), row.hash()));
            row.end();
        }
        return binaries;
    }

    private static Bytes text(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String readText(Bytes bytes) throws MalformedException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("text of " + bytes.size() + " bytes that is not UTF-8", e);
        }
    }

    private static int index(long number) throws MalformedException {
        if (number >= ValidatorSet.MAX_MEMBERS) {
            throw new MalformedException("signer " + number);
        }
        return (int) number;
    }

    private static void requireSize(Bytes encoded, String what) throws MalformedException {
        if (encoded.size() > MAX_BYTES) {
            throw new MalformedException(what + " of " + encoded.size() + " bytes, at most " + MAX_BYTES);
        }
    }
}

package io.vigil.node;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.PlanConsent;
import io.vigil.consensus.certificates.SignedPlan;
import io.vigil.consensus.safety.PlanFence;
import io.vigil.consensus.safety.PlanRules;
import io.vigil.consensus.wire.PlanCodec;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.governance.state.StateView;
import io.vigil.node.chain.ChainStore;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.plan.PlanCheck;
import io.vigil.node.plan.Program;
import io.vigil.storage.Snapshot;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Enrolment;
import io.vigil.types.chain.Header;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What an operator does about a plan at a home or at a node that runs (G45, G49): makes one, signs one, says what is wrong with one. Holds the locks of a
 * home while it is open.
 */
public final class PlanDesk implements AutoCloseable, PlanRules.OwnChain {
    /** A head younger than this says that the chain does not stand. */
    static final Duration MOVING = Duration.ofMinutes(1);

    private final Opened opened;
    private final PlanGround ground;
    private final long speaks;
    private final InstantSource clock;

    /** @param opened closed with this desk, if it is closed */
    PlanDesk(Opened opened, PlanGround ground, long speaks, InstantSource clock) {
        this.opened = opened;
        this.ground = ground;
        this.speaks = speaks;
        this.clock = clock;
    }

    /** @throws RuntimeException that {@code ExitCode} knows, also if the node of the home runs */
    public static PlanDesk open(NodeHome home, NodeConfig config) {
        return open(home, config, Faults.NONE);
    }

    public static PlanDesk open(NodeHome home, NodeConfig config, Faults faults) {
        Opened opened = Opened.of(home, config, faults);
        return new PlanDesk(opened, new HomeGround(opened), faults.speaks(), InstantSource.system());
    }

    /**
     * A plan that ends the epoch with the highest certificate that this node knows, not signed yet. If this validator signed one of the epoch before, it
     * replaces that.
     */
    public SignedPlan create(List<Plan.Action> actions, List<Plan.Binary> binaries, Instant start, String note) {
        EpochStart at = opened.epoch();
        BlockCertificate highest = highest(at);
        PlanFence fence = opened.signer().record().fence();
        boolean replaces = fence.epoch() == at.epoch();
        Plan plan = new Plan(
                opened.genesis().chainId(),
                opened.genesisHash(),
                at.epoch(),
                at.set().root(),
                replaces ? fence.sequence() + 1 : 1,
                replaces ? fence.plan() : Hash.ZERO,
                highest,
                header(highest.block()).encode(),
                actions,
                binaries,
                start.getEpochSecond(),
                note);
        SignedPlan made = new SignedPlan(plan, at.set(), List.of());
        List<String> faults = new ArrayList<>(report(made).faults());
        objection(plan).ifPresent(faults::add);
        if (!faults.isEmpty()) {
            throw new RefusedException(String.join("; ", faults));
        }
        return made;
    }

    /**
     * Fences this validator and adds its signature, if it is a member of the plan's epoch, and its consent, if it is one of the set that the plan brings.
     *
     * @param evenIfMoving although the head is young: the chain may not stand at all
     * @throws RefusedException with the reason, if it must not
     */
    public SignedPlan sign(SignedPlan signed, boolean evenIfMoving) {
        Plan plan = signed.plan();
        List<String> faults = new ArrayList<>(report(signed).faults());
        // Asked again where it counts; now, so that a plan that is refused costs no run.
        rules(plan).ifPresent(faults::add);
        if (!faults.isEmpty()) {
            throw new RefusedException(String.join("; ", faults));
        }
        requireStanding(plan, evenIfMoving);
        refuseIf(objection(plan));
        return ground.onRecord(() -> {
            refuseIf(rules(plan));
            return spoken(signed);
        });
    }

    private boolean isMember() {
        return opened.signer().indexIn(opened.epoch().set()).isPresent();
    }

    private Optional<String> rules(Plan plan) {
        return isMember()
                ? PlanRules.refusal(plan, PlanCodec.fence(plan), opened.signer().record(), this)
                : PlanRules.consentRefusal(plan, opened.signer().record(), opened.epoch());
    }

    private SignedPlan spoken(SignedPlan signed) {
        Plan plan = signed.plan();
        SignedPlan more = isMember() ? withSignature(signed) : signed;
        Optional<PlanConsent> consent = opened.signer().consent(plan);
        if (!isMember() && consent.isEmpty()) {
            throw new RefusedException("no key of this home is a member's in epoch " + plan.epoch()
                    + (plan.replacement().isPresent() ? ", nor in the set that the plan brings" : ""));
        }
        return consent.map(more::with).orElse(more);
    }

    private SignedPlan withSignature(SignedPlan signed) {
        EpochStart at = opened.epoch();
        if (!opened.maySign(
                at.epoch())) { // a lost record shows no lock, and the plan could drop what this key made final
            throw new RefusedException("the record of what this validator signed is lost, so its lock is not known:"
                    + " it signs no plan of epoch " + at.epoch());
        }
        return signed.with(opened.signer().sign(signed.plan(), at.root()));
    }

    private void requireStanding(Plan plan, boolean evenIfMoving) {
        Duration age =
                Duration.between(Instant.ofEpochSecond(ground.head().header().timestamp()), clock.instant());
        if (!evenIfMoving && age.compareTo(MOVING) < 0) {
            throw new RefusedException("the last block is " + age.toSeconds() + " s old: the chain may not stand still;"
                    + " once this is signed the node says nothing more in epoch " + plan.epoch()
                    + ". If it does stand: --even-if-moving");
        }
    }

    private static void refuseIf(Optional<String> why) {
        why.ifPresent(reason -> {
            throw new RefusedException(reason);
        });
    }

    /**
     * The members that a plan is to bring.
     *
     * @param powers of all of them
     * @param newcomers what the registry must learn of those it does not know
     * @throws RefusedException if one is neither known nor among the newcomers
     */
    public Plan.Action.ReplaceSet seats(SortedMap<Address, Long> powers, List<Enrolment> newcomers) {
        try (Snapshot snapshot = opened.store().snapshot()) {
            Registry registry = new Registry(StateView.of(opened.states().committed(snapshot)));
            List<Plan.Seat> seats = new ArrayList<>();
            powers.forEach((address, power) -> {
                List<Enrolment> enrolment = newcomers.stream()
                        .filter(one -> ValidatorRecord.addressOf(one.blsKey()).equals(address))
                        .toList();
                Bytes key = enrolment.isEmpty()
                        ? registry.record(address)
                                .ok()
                                .map(ValidatorRecord::blsKey)
                                .orElseThrow(() -> new RefusedException("member " + address
                                        + " is not in the registry: bring its enrolment with --newcomer"))
                        : enrolment.getFirst().blsKey();
                seats.add(new Plan.Seat(address, key, power, enrolment));
            });
            return new Plan.Action.ReplaceSet(seats);
        }
    }

    /** All that keeps this node from starting with a plan; empty if nothing does. */
    public List<String> obstacles(SignedPlan signed) {
        Plan plan = signed.plan();
        EpochStart at = opened.epoch();
        if (plan.epoch() < at.epoch()) {
            return List.of("stale: the plan ends epoch " + plan.epoch() + ", and this node is in epoch " + at.epoch());
        }
        List<String> all = new ArrayList<>(
                plan.epoch() == at.epoch()
                        ? report(signed).obstacles()
                        : PlanCheck.ofFile(signed).obstacles());
        if (plan.version() > speaks) {
            all.add("the plan asks for protocol version " + plan.version() + " and this program speaks up to "
                    + speaks);
        }
        wrongProgram(plan).ifPresent(all::add);
        if (plan.epoch() == at.epoch()) {
            leavesFinal(plan).or(() -> objection(plan)).ifPresent(all::add);
        }
        return all;
    }

    /** Whether a plan already began the epoch that this node is in. */
    boolean isApplied(SignedPlan signed) {
        return opened.epochs()
                .plan(signed.plan().epoch())
                .filter(proof -> proof.plan().equals(signed.plan()))
                .isPresent();
    }

    Opened opened() {
        return opened;
    }

    @Override
    public EpochStart epoch() {
        return opened.epoch();
    }

    @Override
    public boolean reaches(Hash block) {
        return path(block).isPresent();
    }

    @Override
    public boolean isCertified(Hash block) {
        ChainStore rows = new ChainStore(opened.store()::get);
        if (rows.height(block).isPresent()) {
            return true;
        }
        for (BlockCertificate certificate : ground.certificates()) {
            Hash at = certificate.block();
            Optional<Block> body = ground.body(at);
            while (body.isPresent() && !at.equals(block)) {
                at = body.get().header().parentHash();
                body = ground.body(at);
            }
            if (at.equals(block)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        opened.close();
    }

    private PlanCheck.Report report(SignedPlan signed) {
        return PlanCheck.of(signed, opened.genesis().chainId(), opened.genesisHash(), opened.epoch());
    }

    /** The highest of what the record and the journal hold; peers told theirs on every connect. */
    private BlockCertificate highest(EpochStart at) {
        BlockCertificate highest = at.root();
        for (BlockCertificate certificate : ground.certificates()) {
            if (certificate.epoch() == at.epoch() && certificate.view() > highest.view()) {
                highest = certificate;
            }
        }
        return highest;
    }

    private Header header(Hash block) {
        Optional<Block> body = ground.body(block);
        if (body.isPresent()) {
            return body.get().header();
        }
        ChainStore rows = new ChainStore(opened.store()::get);
        return rows.height(block)
                .flatMap(rows::header)
                .orElseThrow(() -> new RefusedException("the body of block " + block
                        + ", the highest that is certified, is not here: start the node once, with"
                        + " peers that have it"));
    }

    /** The blocks above the head up to {@code block}; nothing if they do not lead there. */
    Optional<List<Block>> path(Hash tip) {
        Block head = ground.head();
        List<Block> path = new ArrayList<>();
        Hash at = tip;
        while (!at.equals(head.hash())) {
            Optional<Block> body = ground.body(at).filter(block -> block.number() > head.number());
            if (body.isEmpty()) {
                return Optional.empty();
            }
            path.addFirst(body.get());
            at = body.get().header().parentHash();
        }
        return Optional.of(path);
    }

    /** A plan that names no program for this system lets any run. */
    private static Optional<String> wrongProgram(Plan plan) {
        List<Hash> named = plan.binaries().stream()
                .filter(binary -> binary.system().equals(Program.system()))
                .map(Plan.Binary::sha256)
                .toList();
        Optional<Hash> own = named.isEmpty() ? Optional.empty() : Program.sha256();
        return named.isEmpty() || own.filter(named::contains).isPresent()
                ? Optional.empty()
                : Optional.of("the plan asks for program " + named + " on " + Program.system() + ", this is "
                        + own.map(Hash::toString).orElse("no archive"));
    }

    /** G48: a block of ours that is final and that the plan's block does not descend from. */
    private Optional<String> leavesFinal(Plan plan) {
        long height;
        try {
            height = Header.decode(plan.header()).number();
        } catch (MalformedException e) {
            return Optional.of("the plan's header: " + e.getMessage());
        }
        Block head = ground.head();
        boolean isBelow = height < head.number();
        boolean isBeside = height == head.number() && !plan.block().equals(head.hash());
        return isBelow || isBeside
                ? Optional.of(
                        "block " + head.number() + " " + head.hash() + " is final here, and the plan ends the epoch"
                                + " with block " + height + " " + plan.block() + ", which does not descend from it")
                : Optional.empty();
    }

    /** What speaks against the plan in the state of this home, as far as the blocks up to the plan's are here. */
    private Optional<String> objection(Plan plan) {
        return path(plan.block())
                .flatMap(path -> ground.onChain(() -> new PlanTrial(opened, clock).objection(plan, path)));
    }
}

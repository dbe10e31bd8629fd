package io.vigil.node.keys;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.PlanConsent;
import io.vigil.consensus.certificates.PlanSignature;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.PlanCodec;
import io.vigil.consensus.wire.Randao;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.storage.append.Folder;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.crypto.BlsSecretKey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongFunction;

/** The validator's key behind its record: what the {@link StatementLog} has not made durable is not signed. */
public final class GuardedSigner implements Signer {
    private final List<BlsSecretKey> keys;
    private final long chainId;
    private final SignBytes signBytes;
    private final LongFunction<ValidatorSet> sets;
    private final StatementLog log;
    private final HashedMessages hashed;

    /**
     * One record for all {@code keys} of a validator: what is signed in an epoch is signed by the key it has there (G11).
     *
     * @param sets the validators of each epoch, whose root every signature covers
     * @param log owned from now on
     * @param hashed knows the messages of others' signatures
     */
    public GuardedSigner(
            List<BlsSecretKey> keys,
            long chainId,
            Hash genesis,
            LongFunction<ValidatorSet> sets,
            StatementLog log,
            HashedMessages hashed) {
        this.keys = List.copyOf(keys);
        this.chainId = chainId;
        this.signBytes = new SignBytes(chainId, genesis);
        this.sets = sets;
        this.log = log;
        this.hashed = hashed;
    }

    /** With the record in {@code folder}, which may be empty and lies where it may be signed with. */
    public static GuardedSigner open(
            BlsSecretKey key,
            long chainId,
            Hash genesis,
            LongFunction<ValidatorSet> sets,
            Folder folder,
            BlockCertificate root) {
        return open(List.of(key), chainId, genesis, sets, folder, root);
    }

    /** With the record in {@code folder}, which may be empty and lies where it may be signed with. */
    public static GuardedSigner open(
            List<BlsSecretKey> keys,
            long chainId,
            Hash genesis,
            LongFunction<ValidatorSet> sets,
            Folder folder,
            BlockCertificate root) {
        return new GuardedSigner(keys, chainId, genesis, sets, StatementLog.open(folder, root), new HashedMessages());
    }

    public StatementLog.Floor floor() {
        return log.floor();
    }

    @Override
    public List<Bytes> publicKeys() {
        return keys.stream().map(key -> key.publicKey().bytes()).toList();
    }

    private BlsSecretKey key(long epoch) {
        ValidatorSet set = sets.apply(epoch);
        return keys.stream()
                .filter(key -> set.indexOf(key.publicKey().bytes()).isPresent())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no key of ours is a member's in epoch " + epoch));
    }

    @Override
    public SafetyRecord record() {
        return log.record();
    }

    @Override
    public List<Bytes> sign(List<Statement> statements) {
        log.admit(statements);
        return statements.stream()
                .map(statement -> key(statement.epoch())
                        .sign(hashed.message(message(statement).bytes()))
                        .bytes())
                .toList();
    }

    @Override
    public PlanSignature sign(Plan plan, Root root) {
        ValidatorSet set = sets.apply(plan.epoch());
        BlockCertificate own = log.record().lock();
        BlockCertificate lock = own.epoch() == plan.epoch() ? own : root;
        log.fence(PlanCodec.fence(plan));
        Hash message = signBytes.plan(plan.epoch(), set.root(), PlanCodec.hash(plan), lock.view(), lock.block());
        return new PlanSignature(
                indexIn(set).orElseThrow(),
                lock.view(),
                lock.block(),
                key(plan.epoch()).sign(message.bytes()).bytes());
    }

    @Override
    public Optional<PlanConsent> consent(Plan plan) {
        Hash message = signBytes.planMember(plan.epoch(), plan.setRoot(), PlanCodec.hash(plan));
        if (plan.replacement().isEmpty()) {
            return Optional.empty();
        }
        ValidatorSet next = plan.replacement().get().set();
        for (BlsSecretKey key : keys) {
            OptionalInt member = next.indexOf(key.publicKey().bytes());
            if (member.isPresent()) {
                return Optional.of(new PlanConsent(
                        member.getAsInt(), key.sign(message.bytes()).bytes()));
            }
        }
        return Optional.empty();
    }

    @Override
    public Bytes reveal(long epoch, long view) {
        return key(epoch).sign(Randao.signBytes(chainId, epoch, view).bytes()).bytes();
    }

    @Override
    public void committed(long height, Hash hash) {
        log.committed(new StatementLog.Floor(height, hash));
    }

    @Override
    public void close() {
        log.close();
    }

    private Hash message(Statement statement) {
        return signBytes.of(statement, sets.apply(statement.epoch()).root());
    }
}

package io.vigil.node;

import io.vigil.consensus.Event;
import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.node.agreement.ConsensusLoop;
import io.vigil.node.agreement.EventQueue;
import io.vigil.node.chain.Bodies;
import io.vigil.node.chain.Chain;
import io.vigil.node.chain.ChainStore;
import io.vigil.node.config.RefusedException;
import io.vigil.types.Hash;
import io.vigil.types.chain.Block;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The node while it runs. Work on the record is done by the thread that signs, between two events, and the core hears of the fence before anything else:
 * so nothing it was about to say meets a record that forbids it.
 */
record RunningGround(Opened opened, Chain chain, Bodies bodies, EventQueue events, ConsensusLoop loop)
        implements PlanGround {
    /** A chain that stands still has idle threads; one that is this busy does not stand. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Override
    public Block head() {
        return new ChainStore(opened.store()::get)
                .block(chain.head().ref().height())
                .orElseThrow(() -> new IllegalStateException("the head is not in the store"));
    }

    @Override
    public Optional<Block> body(Hash block) {
        return bodies.find(block);
    }

    @Override
    public List<BlockCertificate> certificates() {
        return List.of(opened.signer().record().lock(), loop.status().lock());
    }

    @Override
    public <T> T onChain(Supplier<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        chain.ask(() -> {
            try {
                done.complete(work.get());
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return await(done);
    }

    /** A failure of the disk ends the loop as well, as it does when anything else is signed. */
    @Override
    public <T> T onRecord(Supplier<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        events.own(now -> {
            try {
                done.complete(work.get());
            } catch (RefusedException e) {
                done.completeExceptionally(e);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
                throw e;
            }
            return new Event.PlanSigned(now, opened.signer().record().fence());
        });
        return await(done);
    }

    private static <T> T await(CompletableFuture<T> done) {
        try {
            return done.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new RefusedException(
                    "the node did not come to it within " + PATIENCE.toSeconds()
                            + " s; whether it signed since, vigil signer status says",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException("interrupted", e);
        }
    }
}

package io.vigil.node.sync;

import io.vigil.node.p2p.NodeId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;

/**
 * Questions of peers that wait to be answered: peers take turns, and each may have a few waiting, so that one who asks much is
 * served no more than one who asks little (R2.9). Filled by event loops, emptied by the thread that answers.
 *
 * @param <M> what is asked
 */
public final class QuestionQueue<M> {
    /** An honest peer asks for one range and a few single blocks at a time; more are dropped, and time out at the asker. */
    public static final int MAX_PER_PEER = 8;

    private final LinkedHashMap<NodeId, Deque<M>> waiting = new LinkedHashMap<>();
    private boolean closed;

    /** Whose question, and what. */
    public record Question<M>(NodeId from, M message) {}

    /** @return whether it was taken */
    public synchronized boolean offer(NodeId from, M question) {
        Deque<M> own = waiting.computeIfAbsent(from, peer -> new ArrayDeque<>());
        if (closed || own.size() >= MAX_PER_PEER) {
            return false;
        }
        own.add(question);
        notifyAll();
        return true;
    }

    /**
     * Waits for a question; the peer then goes to the end of the line.
     *
     * @throws InterruptedException also once this is closed and empty
     */
    public synchronized Question<M> take() throws InterruptedException {
        while (waiting.isEmpty()) {
            if (closed) {
                throw new InterruptedException("closed");
            }
            wait();
        }
        NodeId from = waiting.firstEntry().getKey();
        Deque<M> own = waiting.pollFirstEntry().getValue();
        Question<M> question = new Question<>(from, own.remove());
        if (!own.isEmpty()) {
            waiting.put(from, own);
        }
        return question;
    }

    /** What a peer that has gone wanted to know. */
    public synchronized void forget(NodeId peer) {
        waiting.remove(peer);
    }

    public synchronized void close() {
        closed = true;
        waiting.clear();
        notifyAll();
    }
}

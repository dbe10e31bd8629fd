package io.vigil.node;

import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.Peers;
import io.vigil.node.sync.BlockServer;
import io.vigil.node.sync.QuestionQueue;
import io.vigil.node.sync.SyncMessage;
import io.vigil.node.sync.wire.SyncCodec;

/** Gives peers the blocks they ask for, one question of each in turn (R2.9), on a thread of its own. */
record Answering(QuestionQueue<SyncMessage> questions, BlockServer server, Peers peers) implements Runnable {
    @Override
    public void run() {
        try {
            while (true) {
                QuestionQueue.Question<SyncMessage> question = questions.take();
                server.answer(question.message())
                        .ifPresent(answer -> peers.send(question.from(), Channel.SYNC, SyncCodec.encode(answer)));
            }
        } catch (InterruptedException e) {
            // closed
        }
    }
}

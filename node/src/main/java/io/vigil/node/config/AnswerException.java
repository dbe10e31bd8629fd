package io.vigil.node.config;

import java.io.IOException;

/** A node answered a question with an error: no failure of a disk, and nothing that this process refuses. */
public final class AnswerException extends IOException {
    private static final long serialVersionUID = 1;

    public AnswerException(String message) {
        super(message);
    }
}

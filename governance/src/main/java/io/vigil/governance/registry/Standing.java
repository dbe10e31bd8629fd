package io.vigil.governance.registry;

import java.util.Optional;

/** What a validator may be besides member or not (G6). Being a member is no standing: it is being in the set. */
public enum Standing {
    ACTIVE(0),

    /** Wants to leave, since a height. */
    EXITING(1),

    /** May not be elected until an epoch and a call of its own. */
    JAILED(2),

    /** Proved to have signed what nobody may, at a height; its key is burned. */
    TOMBSTONED(3);

    private final int code;

    Standing(int code) {
        this.code = code;
    }

    /** As state and ABI have it. */
    public int code() {
        return code;
    }

    static Optional<Standing> of(long code) {
        for (Standing standing : values()) {
            if (standing.code == code) {
                return Optional.of(standing);
            }
        }
        return Optional.empty();
    }
}

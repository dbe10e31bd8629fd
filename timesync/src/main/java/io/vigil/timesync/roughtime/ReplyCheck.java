package io.vigil.timesync.roughtime;

import java.util.Objects;

/** What the protocol's rules make of a reply. */
public sealed interface ReplyCheck {
    record Valid(SignedTime time) implements ReplyCheck {
        public Valid {
            Objects.requireNonNull(time);
        }
    }

    record Invalid(Fault fault, String detail) implements ReplyCheck {}
}

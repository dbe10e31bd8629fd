package io.vigil.node.rpc.json;

import com.fasterxml.jackson.databind.JsonNode;

/** The connection a call came in on, as far as a method may use it. */
public interface Session {
    /** A connection that takes answers only, such as plain HTTP. */
    Session ANSWERS_ONLY = new Session() {
        @Override
        public boolean takesNotifications() {
            return false;
        }

        @Override
        public long connection() {
            return 0;
        }

        @Override
        public void cut(String why) {
            throw new IllegalStateException("no notifications on this connection");
        }

        @Override
        public void notify(JsonNode message) {
            throw new IllegalStateException("no notifications on this connection");
        }

        @Override
        public void afterAnswer(Runnable action) {
            throw new IllegalStateException("no notifications on this connection");
        }

        @Override
        public void onClose(Runnable action) {
            throw new IllegalStateException("no notifications on this connection");
        }
    };

    boolean takesNotifications();

    /** Tells this connection from all others of the server; 0 for those that take answers only. */
    long connection();

    /** Ends the connection: better than to go on with a gap in what was promised. */
    void cut(String why);

    /** Sends a message that answers no request, without waiting. A connection whose client reads too slowly is cut. */
    void notify(JsonNode message);

    /** Runs {@code action} when the answer of the present call is on its way, so that what follows cannot overtake it. */
    void afterAnswer(Runnable action);

    /** Runs {@code action} once when the connection ends; at once if it has ended. */
    void onClose(Runnable action);
}

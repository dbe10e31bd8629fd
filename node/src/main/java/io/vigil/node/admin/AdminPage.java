package io.vigil.node.admin;

import java.util.SortedMap;

/** What one path of the admin port answers to a GET, such as {@code /metrics}. Runs on a thread of its own. */
@FunctionalInterface
public interface AdminPage {
    /** @param query what follows the question mark; of a name that comes twice the first value */
    Content read(SortedMap<String, String> query);

    /**
     * @param status of HTTP, such as 200 or 503
     * @param type such as {@code text/plain; charset=utf-8}
     */
    record Content(int status, String type, String body) {}
}

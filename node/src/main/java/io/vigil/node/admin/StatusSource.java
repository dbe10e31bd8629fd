package io.vigil.node.admin;

/** Where the admin port learns how the node is. Thread-safe; answers at once. */
@FunctionalInterface
public interface StatusSource {
    NodeStatus status();
}

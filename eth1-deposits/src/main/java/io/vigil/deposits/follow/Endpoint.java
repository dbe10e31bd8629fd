package io.vigil.deposits.follow;

/**
 * One of the eth1 nodes an operator named.
 *
 * @param name what logs and status call it; never a URL with a key in it
 */
public record Endpoint(String name, ExecutionLogs logs) {}

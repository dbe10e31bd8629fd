package io.vigil.testnet.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Ports that nobody listens on, below those that the system gives to outgoing connections, so that none of these takes one between the look
 * and its use.
 */
final class FreePorts {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 30_000;
    private static final int ADMIN = 1_000;
    private static final int P2P = 2_000;
    private static final int TRIES = 100;

    private FreePorts() {}

    /** The first RPC port of a network of so many nodes, whose admin and p2p ports are free too. */
    static int of(int nodes) {
        Random random = new Random();
        for (int i = 0; i < TRIES; i++) {
            int first = random.nextInt(LOWEST, HIGHEST);
            if (IntStream.range(first, first + nodes)
                    .allMatch(port -> isFree(port) && isFree(port + ADMIN) && isFree(port + P2P))) {
                return first;
            }
        }
        throw new IllegalStateException("no " + nodes + " free ports from " + LOWEST + " to " + HIGHEST);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

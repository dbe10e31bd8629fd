package io.vigil.storage.crash;

import java.io.PrintStream;
import java.nio.file.Path;

/** The process that is killed: {@code LoadedWriter FOLDER [POINT COUNT]}; halts itself at the COUNT-th POINT. */
final class LoadedWriter {
    private LoadedWriter() {}

    public static void main(String[] args) {
        LoadedStore.Point haltAt = args.length > 1 ? LoadedStore.Point.valueOf(args[1]) : LoadedStore.Point.PUBLISHED;
        int[] left = {args.length > 2 ? Integer.parseInt(args[2]) : Integer.MAX_VALUE};
        PrintStream acknowledged = System.out;
        LoadedStore loaded = new LoadedStore(Path.of(args[0]));
        acknowledged.println(loaded.head());
        while (true) {
            loaded.writeBlock(point -> halt(point == haltAt, left));
            acknowledged.println(loaded.head());
            acknowledged.flush();
            halt(haltAt == LoadedStore.Point.PUBLISHED, left);
        }
    }

    private static void halt(boolean here, int[] left) {
        if (here && --left[0] == 0) {
            Runtime.getRuntime().halt(137);
        }
    }
}

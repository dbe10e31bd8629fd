package io.vigil.node.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.node.config.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {
    @TempDir
    private Path folder;

    @Test
    void looksAtTheNearestFolderThatExistsAndLeavesNothingBehind() throws IOException {
        List<Finding> findings =
                Preflight.of(folder.resolve("a/b")).usual().space(1).findings();

        assertThat(findings).extracting(Finding::name).contains("owner", "write", "inodes", "open files", "space");
        assertThat(findings).filteredOn(f -> !f.name().equals("open files")).allMatch(Finding::isGood);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void refusesTooSmallADiskAndSaysWhatToDo() {
        assertThatThrownBy(() -> Preflight.of(folder).space(Long.MAX_VALUE).require())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("make room")
                .hasMessageContaining("nothing was changed");
    }

    @Test
    void knowsFileSystemsThatAreGoneWithTheContainerOrThePower() {
        assertThat(List.of("tmpfs", "overlay", "ramfs")).allMatch(VolatileMounts::isVolatile);
        assertThat(List.of("ext4", "xfs", "btrfs", "apfs", "zfs", "nfs4")).noneMatch(VolatileMounts::isVolatile);
    }

    @Test
    void readsInodesFromBothFormsOfDf() {
        assertThat(Inodes.parse(List.of(
                        "Filesystem      Inodes   IUsed    IFree IUse% Mounted on",
                        "/dev/vda      16777216  611002 16166214    4% /")))
                .hasValue(16_166_214);
        assertThat(Inodes.parse(List.of(
                        "Filesystem 512-blocks Used Available Capacity iused ifree %iused Mounted on",
                        "/dev/disk1s1 9 1 8 1% 500 7000 1% /")))
                .hasValue(7_000);
        assertThat(Inodes.parse(List.of("Filesystem Inodes IUsed IFree IUse% Mounted on", "btrfs 0 0 0 - /")))
                .isEmpty();
        assertThat(Inodes.parse(List.of("df: no such file"))).isEmpty();
    }
}

package io.vigil.vm.precompile;

import io.vigil.vm.VmException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;
import supranational.blst.P1;

/**
 * The C functions of blst that its Java binding lacks: multi-scalar multiplication and maps to the curve. They are called
 * in the library that the binding has loaded already, so there is one copy of it for every platform that it ships.
 */
@SuppressWarnings("restricted") // calling native code is the purpose; the JVM's flag --enable-native-access allows it
final class Blst {
    static final int FP = 48;
    static final int P1_AFFINE = 2 * FP;
    static final int P1_JACOBIAN = 3 * FP;
    static final int P2_AFFINE = 4 * FP;
    static final int P2_JACOBIAN = 6 * FP;
    static final int FP12 = 12 * FP;
    static final int SCALAR = 32;

    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;

    /** Loaded at the first use. */
    private static final class Loaded {
        static final Blst LIBRARY = new Blst();
    }

    final MethodHandle fpFromBytes;
    final MethodHandle bytesFromFp;
    final MethodHandle millerLoop;
    final MethodHandle multiplyFp12;
    final MethodHandle finalExponentiation;
    final MethodHandle isOne;
    final Group g1;
    final Group g2;

    /** The functions of one group. */
    static final class Group {
        final int affineSize;
        final int jacobianSize;
        final MethodHandle onCurve;
        final MethodHandle inGroup;
        final MethodHandle fromAffine;
        final MethodHandle toAffine;
        final MethodHandle addAffine;
        final MethodHandle multiply;
        final MethodHandle multiplyMany;
        final MethodHandle scratchSize;
        final MethodHandle map;
        final MethodHandle uncompress;

        private Group(Linker linker, SymbolLookup library, String name, String group, int affine, int jacobian) {
            this.affineSize = affine;
            this.jacobianSize = jacobian;
            this.onCurve = yesOrNo(linker, library, "blst_" + name + "_affine_on_curve", 1);
            this.inGroup = yesOrNo(linker, library, "blst_" + name + "_affine_in_" + group, 1);
            this.fromAffine = function(linker, library, "blst_" + name + "_from_affine", 2);
            this.toAffine = function(linker, library, "blst_" + name + "_to_affine", 2);
            this.addAffine = function(linker, library, "blst_" + name + "_add_or_double_affine", 3);
            this.multiply = linker.downcallHandle(
                    symbol(library, "blst_" + name + "_mult"),
                    FunctionDescriptor.ofVoid(POINTER, POINTER, POINTER, ValueLayout.JAVA_LONG));
            this.multiplyMany = linker.downcallHandle(
                    symbol(library, "blst_" + name + "s_mult_pippenger"),
                    FunctionDescriptor.ofVoid(
                            POINTER, POINTER, ValueLayout.JAVA_LONG, POINTER, ValueLayout.JAVA_LONG, POINTER));
            this.scratchSize = linker.downcallHandle(
                    symbol(library, "blst_" + name + "s_mult_pippenger_scratch_sizeof"),
                    FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
            this.map = function(linker, library, "blst_map_to_" + group, 3);
            this.uncompress = yesOrNo(linker, library, "blst_" + name + "_uncompress", 2);
        }
    }

    private Blst() {
        SymbolLookup library;
        try {
            P1.generator(); // loads the library
            library = SymbolLookup.loaderLookup();
        } catch (RuntimeException | LinkageError e) {
            throw new VmException("the native library blst does not load on this platform", e);
        }
        Linker linker = Linker.nativeLinker();
        fpFromBytes = function(linker, library, "blst_fp_from_bendian", 2);
        bytesFromFp = function(linker, library, "blst_bendian_from_fp", 2);
        millerLoop = function(linker, library, "blst_miller_loop", 3);
        multiplyFp12 = function(linker, library, "blst_fp12_mul", 3);
        finalExponentiation = function(linker, library, "blst_final_exp", 2);
        isOne = yesOrNo(linker, library, "blst_fp12_is_one", 1);
        g1 = new Group(linker, library, "p1", "g1", P1_AFFINE, P1_JACOBIAN);
        g2 = new Group(linker, library, "p2", "g2", P2_AFFINE, P2_JACOBIAN);
    }

    /** @throws VmException if the library is not there or lacks a function */
    static Blst library() {
        try {
            return Loaded.LIBRARY;
        } catch (LinkageError e) {
            throw new VmException("the native library blst is not usable: " + e.getCause(), e);
        }
    }

    private static MethodHandle function(Linker linker, SymbolLookup library, String name, int pointers) {
        return linker.downcallHandle(symbol(library, name), FunctionDescriptor.ofVoid(pointers(pointers)));
    }

    private static MethodHandle yesOrNo(Linker linker, SymbolLookup library, String name, int pointers) {
        return linker.downcallHandle(
                symbol(library, name), FunctionDescriptor.of(ValueLayout.JAVA_INT, pointers(pointers)));
    }

    private static MemoryLayout[] pointers(int count) {
        MemoryLayout[] layouts = new MemoryLayout[count];
        java.util.Arrays.fill(layouts, POINTER);
        return layouts;
    }

    private static MemorySegment symbol(SymbolLookup library, String name) {
        try {
            return library.findOrThrow(name);
        } catch (NoSuchElementException e) {
            throw new VmException("the native library blst has no function " + name, e);
        }
    }

    static void call(MethodHandle function, MemorySegment a, MemorySegment b) {
        try {
            function.invokeExact(a, b);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    static void call(MethodHandle function, MemorySegment a, MemorySegment b, MemorySegment c) {
        try {
            function.invokeExact(a, b, c);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    static int ask(MethodHandle function, MemorySegment a) {
        try {
            return (int) function.invokeExact(a);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    static int ask(MethodHandle function, MemorySegment a, MemorySegment b) {
        try {
            return (int) function.invokeExact(a, b);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** Multiplies one point by 256 bits, little-endian. */
    static void multiply(Group group, MemorySegment out, MemorySegment point, MemorySegment scalar) {
        try {
            group.multiply.invokeExact(out, point, scalar, 256L);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** The sum of {@code count} affine points times as many scalars of 256 bits, each of them laid in a row. */
    static void multiplyMany(
            Group group, Arena arena, MemorySegment out, MemorySegment points, int count, MemorySegment scalars) {
        try {
            long size = (long) group.scratchSize.invokeExact((long) count);
            MemorySegment scratch = arena.allocate(size, 8);
            group.multiplyMany.invokeExact(out, row(arena, points), (long) count, row(arena, scalars), 256L, scratch);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** An array of pointers that says: the first, and the rest behind it. */
    private static MemorySegment row(Arena arena, MemorySegment first) {
        MemorySegment pointers = arena.allocate(ValueLayout.ADDRESS, 2);
        pointers.setAtIndex(ValueLayout.ADDRESS, 0, first);
        pointers.setAtIndex(ValueLayout.ADDRESS, 1, MemorySegment.NULL);
        return pointers;
    }

    private static RuntimeException failure(Throwable e) {
        return new VmException("a call of blst failed", e);
    }
}

package io.vigil.vm;

import java.util.EnumSet;
import java.util.List;

/**
 * The rules of one hard fork as a row of data: what is switched on, what it costs, how many blobs fit. Rules older
 * than Berlin are always on.
 */
public final class Fork {
    private static final GasSchedule BERLIN_GAS = new GasSchedule(15_000, 24_000, 2);
    private static final GasSchedule LONDON_GAS = new GasSchedule(4_800, 0, 5);

    public static final Fork BERLIN = new Fork("Berlin", EnumSet.noneOf(Eip.class), BERLIN_GAS, BlobSchedule.NONE);
    public static final Fork LONDON = BERLIN.next(
            "London", LONDON_GAS, BlobSchedule.NONE, Eip.EIP_1559, Eip.EIP_3198, Eip.EIP_3529, Eip.EIP_3541);
    public static final Fork PARIS = LONDON.next("Paris", LONDON_GAS, BlobSchedule.NONE, Eip.EIP_4399);
    public static final Fork SHANGHAI = PARIS.next(
            "Shanghai", LONDON_GAS, BlobSchedule.NONE, Eip.EIP_3651, Eip.EIP_3855, Eip.EIP_3860, Eip.EIP_4895);
    public static final Fork CANCUN = SHANGHAI.next(
            "Cancun",
            LONDON_GAS,
            new BlobSchedule(3, 6, 6, 3_338_477),
            Eip.EIP_1153,
            Eip.EIP_4788,
            Eip.EIP_4844,
            Eip.EIP_5656,
            Eip.EIP_6780,
            Eip.EIP_7516);
    public static final Fork PRAGUE = CANCUN.next(
            "Prague",
            LONDON_GAS,
            new BlobSchedule(6, 9, 9, 5_007_716),
            Eip.EIP_2537,
            Eip.EIP_2935,
            Eip.EIP_6110,
            Eip.EIP_7002,
            Eip.EIP_7251,
            Eip.EIP_7623,
            Eip.EIP_7685,
            Eip.EIP_7702);
    public static final Fork OSAKA = PRAGUE.next(
            "Osaka",
            LONDON_GAS,
            new BlobSchedule(6, 9, 6, 5_007_716),
            Eip.EIP_7823,
            Eip.EIP_7825,
            Eip.EIP_7883,
            Eip.EIP_7918,
            Eip.EIP_7934,
            Eip.EIP_7939,
            Eip.EIP_7951);
    public static final Fork BPO1 = OSAKA.next("BPO1", LONDON_GAS, new BlobSchedule(10, 15, 6, 8_346_193));
    public static final Fork BPO2 = OSAKA.next("BPO2", LONDON_GAS, new BlobSchedule(14, 21, 6, 11_684_671));
    public static final Fork BPO3 = OSAKA.next("BPO3", LONDON_GAS, new BlobSchedule(21, 32, 6, 20_609_697));
    public static final Fork BPO4 = OSAKA.next("BPO4", LONDON_GAS, new BlobSchedule(14, 21, 6, 13_739_630));

    /** Every row, oldest first. */
    public static final List<Fork> ALL =
            List.of(BERLIN, LONDON, PARIS, SHANGHAI, CANCUN, PRAGUE, OSAKA, BPO1, BPO2, BPO3, BPO4);

    private final String name;
    private final EnumSet<Eip> eips;
    private final GasSchedule gas;
    private final BlobSchedule blobs;

    private Fork(String name, EnumSet<Eip> eips, GasSchedule gas, BlobSchedule blobs) {
        this.name = name;
        this.eips = eips;
        this.gas = gas;
        this.blobs = blobs;
    }

    private Fork next(String newName, GasSchedule newGas, BlobSchedule newBlobs, Eip... added) {
        EnumSet<Eip> all = EnumSet.copyOf(eips);
        all.addAll(List.of(added));
        return new Fork(newName, all, newGas, newBlobs);
    }

    /** These rules with other blob limits. */
    public Fork withBlobs(BlobSchedule other) {
        return new Fork(name, eips, gas, other);
    }

    public String name() {
        return name;
    }

    public boolean has(Eip eip) {
        return eips.contains(eip);
    }

    public GasSchedule gas() {
        return gas;
    }

    public BlobSchedule blobs() {
        return blobs;
    }

    @Override
    public String toString() {
        return name;
    }
}

package io.vigil.node.agreement;

import com.sun.management.OperatingSystemMXBean;
import io.vigil.consensus.ConsensusStatus;
import io.vigil.consensus.Effect;
import io.vigil.consensus.Event;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.DoubleSupplier;

/** Tells the core when the processors are busy, whoever keeps them so: this node, its neighbours or Java's compiler. */
public final class LoadWatch implements ConsensusLoop.Observer {
    private static final long LOOK_NANOS = 1_000_000_000;

    /** Above, a thread that becomes ready mostly waits; the two are apart so that the answer does not flutter. */
    private static final double BUSY = 0.75;

    private static final double FREE = 0.5;

    private final EventQueue events;
    private final DoubleSupplier load;
    private boolean pressed;
    private long looked;

    public LoadWatch(EventQueue events, long nowNanos) {
        this(events, nowNanos, LoadWatch::ofMachine);
    }

    /** @param load the part of all processors that was in use since it was last asked, negative if not known */
    LoadWatch(EventQueue events, long nowNanos, DoubleSupplier load) {
        this.events = events;
        this.looked = nowNanos;
        this.load = load;
    }

    private static double ofMachine() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getCpuLoad()
                : -1;
    }

    @Override
    public void stepped(Event event, List<Effect> effects, ConsensusStatus status) {}

    @Override
    public void ticked(long nowNanos, ConsensusStatus status) {
        look(nowNanos);
    }

    void look(long nowNanos) {
        if (nowNanos - looked < LOOK_NANOS) {
            return;
        }
        looked = nowNanos;
        boolean now = load.getAsDouble() >= (pressed ? FREE : BUSY);
        if (now != pressed) {
            pressed = now;
            events.own(at -> new Event.LoadChanged(at, now));
        }
    }
}

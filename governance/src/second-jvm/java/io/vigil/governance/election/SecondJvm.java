package io.vigil.governance.election;

import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;

/**
 * Holds the same hostile elections in this virtual machine and in Espresso, Oracle's own one with Oracle's class library, and
 * compares all results. Arguments: how many, and the guest's class path. Exit code 1 if one result differs.
 */
public final class SecondJvm {
    private static final String MARK = "all results ";

    private SecondJvm() {}

    public static void main(String[] arguments) {
        int count = Integer.parseInt(arguments[0]);
        System.out.println("on " + System.getProperty("java.vm.name") + " of " + System.getProperty("java.vm.vendor")
                + ", " + System.getProperty("java.runtime.version"));
        String here = HostileElections.report(count);
        System.out.println(here);
        String there;
        try (Context guest = Context.newBuilder("java")
                .allowAllAccess(true)
                .option("java.Classpath", arguments[1])
                .build()) {
            Value java = guest.getBindings("java");
            Value system = java.getMember("java.lang.System");
            System.out.println("on " + system.invokeMember("getProperty", "java.vm.name") + " of "
                    + system.invokeMember("getProperty", "java.vm.vendor") + ", "
                    + system.invokeMember("getProperty", "java.runtime.version"));
            there = java.getMember(HostileElections.class.getName())
                    .invokeMember("report", count)
                    .asString();
        }
        System.out.println(there);
        if (!results(here).equals(results(there))) {
            System.out.println("DIFFERENT");
            System.exit(1);
        }
        System.out.println("equal");
    }

    private static String results(String report) {
        return report.substring(report.indexOf(MARK) + MARK.length());
    }
}

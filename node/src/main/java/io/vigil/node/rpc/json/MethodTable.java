package io.vigil.node.rpc.json;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** All methods that a server answers, by name such as {@code eth_chainId}. */
public final class MethodTable {
    private final Map<String, Entry> entries;

    private record Entry(int maxArguments, Method method) {}

    private MethodTable(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /** What {@code name} stands for, checking the number of arguments first. */
    public Optional<Method> find(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            return Optional.empty();
        }
        return Optional.of((params, session) -> {
            params.allow(entry.maxArguments);
            return entry.method.call(params, session);
        });
    }

    /** The words before the underscore. */
    public SortedSet<String> namespaces() {
        SortedSet<String> names = new TreeSet<>();
        entries.keySet().forEach(name -> names.add(name.substring(0, name.indexOf('_'))));
        return Collections.unmodifiableSortedSet(names);
    }

    /** Collects the methods of several families into one table. */
    public static final class Builder {
        private final Map<String, Entry> entries = new TreeMap<>();

        public Builder add(String name, int maxArguments, Method.Plain method) {
            return addWithSession(name, maxArguments, (params, session) -> method.call(params));
        }

        public Builder addWithSession(String name, int maxArguments, Method method) {
            if (entries.put(name, new Entry(maxArguments, method)) != null) {
                throw new IllegalStateException("two methods named " + name);
            }
            return this;
        }

        /** The namespaces added so far and their version, as {@code rpc_modules} lists them. */
        public SortedSet<String> namespaces() {
            return new MethodTable(entries).namespaces();
        }

        public MethodTable build() {
            return new MethodTable(new TreeMap<>(entries));
        }
    }
}

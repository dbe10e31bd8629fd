package io.vigil.types.chain;

import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import java.util.ArrayList;
import java.util.List;

/** Reads all items of an RLP list with one reader for each. */
final class Lists {
    private Lists() {}

    interface ItemReader<T> {
        T read(RlpReader reader) throws MalformedException;
    }

    static <T> List<T> read(RlpReader list, ItemReader<T> item) throws MalformedException {
        List<T> items = new ArrayList<>();
        while (list.hasNext()) {
            items.add(item.read(list));
        }
        return List.copyOf(items);
    }
}

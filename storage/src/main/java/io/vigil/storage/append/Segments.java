package io.vigil.storage.append;

import io.vigil.types.Bytes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The segments of a log, oldest first, and what follows the last good record. */
record Segments(List<Segment> list, long nextSequence, Ending ending) {
    static final String UNFINISHED = ".tmp";

    private static final String SUFFIX = ".log";
    private static final int SECTOR_BYTES = 512;

    record Segment(String name, long firstSequence, long bytes) {}

    Segments {
        list = List.copyOf(list);
    }

    static String name(long firstSequence) {
        return HexFormat.of().toHexDigits(firstSequence) + SUFFIX;
    }

    static Segments read(Folder folder, Consumer<AppendLog.Numbered> reader) {
        List<String> names =
                folder.names().stream().filter(name -> name.endsWith(SUFFIX)).toList();
        List<Segment> list = new ArrayList<>();
        long next = 1;
        Ending ending = new Ending.Whole();
        for (int i = 0; i < names.size() && ending instanceof Ending.Whole; i++) {
            Scan scan = new Scan(names.get(i), folder.read(names.get(i)).shared());
            long first = i == 0 ? scan.sequenceInName() : next;
            next = scan.run(first, reader);
            ending = i == names.size() - 1 ? scan.ending : scan.endingBeforeAnother();
            list.add(new Segment(names.get(i), first, scan.at));
        }
        return new Segments(list, next, ending);
    }

    Optional<Bytes> find(Folder folder, long sequence) {
        List<Bytes> found = new ArrayList<>();
        for (Segment segment : list.reversed()) {
            if (segment.firstSequence() <= sequence) {
                new Scan(segment.name(), folder.read(segment.name()).shared()).run(segment.firstSequence(), record -> {
                    if (record.sequence() == sequence) {
                        found.add(record.payload());
                    }
                });
                break;
            }
        }
        return found.stream().findFirst();
    }

    boolean isEmpty() {
        return list.isEmpty();
    }

    String last() {
        return list.getLast().name();
    }

    long lastBytes() {
        return list.getLast().bytes();
    }

    String oldest() {
        return list.getFirst().name();
    }

    boolean hasOldestBelow(long sequence) {
        return list.size() > 1 && list.get(1).firstSequence() <= sequence;
    }

    long sizeBytes() {
        return list.stream().mapToLong(Segment::bytes).sum();
    }

    Segments withNew(String name, long firstSequence) {
        List<Segment> more = new ArrayList<>(list);
        more.add(new Segment(name, firstSequence, Frame.SEGMENT_HEAD_BYTES));
        return new Segments(more, firstSequence, ending);
    }

    Segments withAppended(int bytes, int records) {
        List<Segment> grown = new ArrayList<>(list);
        Segment last = grown.removeLast();
        grown.add(new Segment(last.name(), last.firstSequence(), last.bytes() + bytes));
        return new Segments(grown, nextSequence + records, ending);
    }

    Segments withoutOldest() {
        return new Segments(list.subList(1, list.size()), nextSequence, ending);
    }

    /** One pass over one segment. */
    private static final class Scan {
        private final String name;
        private final byte[] file;
        private int at;
        private Ending ending = new Ending.Whole();

        Scan(String name, byte[] file) {
            this.name = name;
            this.file = file;
        }

        /** Zero, which no segment begins with, if the name is none of ours. */
        long sequenceInName() {
            String digits = name.substring(0, name.length() - SUFFIX.length());
            return digits.length() == 16 && digits.chars().allMatch(HexFormat::isHexDigit)
                    ? HexFormat.fromHexDigitsToLong(digits)
                    : 0;
        }

        /** @return the sequence behind the last good record */
        long run(long first, Consumer<AppendLog.Numbered> reader) {
            long next = first;
            if (sequenceInName() != first || first == 0) {
                ending = new Ending.Damaged(name, 0, "a segment is missing: record " + first + " comes next");
                return next;
            }
            if (!Frame.isSegmentHead(file, first)) {
                ending = new Ending.Damaged(name, 0, "not the head of a segment that begins with record " + first);
                return next;
            }
            at = Frame.SEGMENT_HEAD_BYTES;
            while (at < file.length) {
                boolean head = Frame.hasHead(file, at, next);
                if (!head || Frame.end(file, at) > file.length || !Frame.hasBody(file, at)) {
                    ending = judge(head, next);
                    return next;
                }
                for (Bytes payload : Frame.records(file, at)) {
                    reader.accept(new AppendLog.Numbered(next++, payload));
                }
                at = (int) Frame.end(file, at);
            }
            return next;
        }

        /** Nothing is torn in a segment that another one follows: the other was begun after its last fsync. */
        Ending endingBeforeAnother() {
            return ending instanceof Ending.Torn(String file, long offset, long bytes)
                    ? new Ending.Damaged(file, offset, "a record is cut off, and later segments exist")
                    : ending;
        }

        private Ending judge(boolean head, long next) {
            if (Frame.follows(file, at, next)) {
                return new Ending.Damaged(name, at, "record " + next + " is damaged, and later records follow");
            }
            boolean cut = head ? Frame.end(file, at) > file.length : file.length - at < Frame.HEAD_BYTES;
            int end = head && !cut ? (int) Frame.end(file, at) : file.length;
            return cut || hasLostSector(end)
                    ? new Ending.Torn(name, at, file.length - at)
                    : new Ending.Damaged(name, at, "record " + next + " is damaged");
        }

        /** A sector that was never written reads as zeros. */
        private boolean hasLostSector(int end) {
            for (int start = at; start < end; ) {
                int next = Math.min(end, (start / SECTOR_BYTES + 1) * SECTOR_BYTES);
                boolean zero = true;
                for (int i = start; i < next; i++) {
                    zero &= file[i] == 0;
                }
                if (zero) {
                    return true;
                }
                start = next;
            }
            return false;
        }
    }
}

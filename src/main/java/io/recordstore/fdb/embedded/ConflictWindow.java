package io.recordstore.fdb.embedded;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;

/**
 * Which keys were written at which version over the last five seconds, as a step function over the key space: a node at
 * a key gives the version of the last write to the keys from there to the next node. The nodes form a treap in which
 * each knows the greatest version below it, so that both a check and a write take time logarithmic in the number of
 * ranges, however wide they are. FoundationDB's resolver keeps the same function in a skip list ({@code SkipList.cpp}).
 *
 * <p>Only the commit thread uses it.
 *
 * <p>Invariants: a key before the first node, and a node at a version not after {@code oldest}, was not written inside
 * the window. Every write still in the window stands in {@code writes}, oldest first.
 */
class ConflictWindow {
    private static final class Node {
        final byte[] key;
        final int priority;
        long version;
        long greatest;
        Node left;
        Node right;

        Node(byte[] key, int priority, long version) {
            this.key = key;
            this.priority = priority;
            this.version = version;
            this.greatest = version;
        }

        Node update() {
            long value = version;
            if (left != null) {
                value = Math.max(value, left.greatest);
            }
            if (right != null) {
                value = Math.max(value, right.greatest);
            }
            greatest = value;
            return this;
        }
    }

    private record Write(long version, KeyRange range) {
        /** How many ranges of ordinary keys it counts for, so that long keys are bounded too. */
        long weight() {
            return 1 + range.size() / Limits.CONFLICT_WEIGHT_BYTES;
        }
    }

    private final SplittableRandom priorities = new SplittableRandom(1);
    private final Queue<Write> writes = new ArrayDeque<>();
    private final int maxRanges;
    private long weight;
    private Node root;
    private long oldest;

    /**
     * Makes an empty window.
     *
     * @param oldest versions up to this one are outside the window
     * @param maxRanges how many written ranges are kept, one with long keys counting for several; beyond it the window
     *     gets shorter
     */
    ConflictWindow(long oldest, int maxRanges) {
        this.oldest = oldest;
        this.maxRanges = maxRanges;
    }

    /** The version before which a read version is too old to be checked. */
    long oldest() {
        return oldest;
    }

    /** How many written ranges are remembered. */
    int size() {
        return writes.size();
    }

    /** Whether nothing at all is remembered. */
    boolean isEmpty() {
        return root == null;
    }

    /** Whether any key in the range was written after {@code version}. */
    boolean writtenAfter(KeyRange range, long version) {
        return versionAt(range.begin()) > version || greatestWithin(root, range) > version;
    }

    private long versionAt(byte[] key) {
        long version = 0;
        Node node = root;
        while (node != null) {
            if (Keys.less(key, node.key)) {
                node = node.left;
            } else {
                version = node.version;
                node = node.right;
            }
        }
        return version;
    }

    private static long greatestWithin(Node top, KeyRange range) {
        Node node = top;
        while (node != null && !(Keys.less(range.begin(), node.key) && Keys.less(node.key, range.end()))) {
            node = Keys.less(range.begin(), node.key) ? node.left : node.right;
        }
        if (node == null) {
            return 0;
        }
        long greatest = node.version;
        for (Node left = node.left; left != null; ) {
            if (Keys.less(range.begin(), left.key)) {
                greatest = Math.max(greatest, Math.max(left.version, greatestOf(left.right)));
                left = left.left;
            } else {
                left = left.right;
            }
        }
        for (Node right = node.right; right != null; ) {
            if (Keys.less(right.key, range.end())) {
                greatest = Math.max(greatest, Math.max(right.version, greatestOf(right.left)));
                right = right.right;
            } else {
                right = right.left;
            }
        }
        return greatest;
    }

    private static long greatestOf(Node node) {
        return node == null ? 0 : node.greatest;
    }

    /** Notes that the ranges were written at {@code version}, which is not before any noted so far. */
    void add(List<KeyRange> ranges, long version) {
        for (KeyRange range : ranges) {
            assign(range, version);
            Write write = new Write(version, range);
            writes.add(write);
            weight += write.weight();
        }
        while (weight > maxRanges) {
            forgetThrough(writes.element().version());
        }
    }

    private void assign(KeyRange range, long version) {
        long after = versionAt(range.end());
        Node before = below(root, range.begin());
        Node rest = notBelow(root, range.end());
        Node first = new Node(range.begin(), priorities.nextInt(), version);
        Node middle = first;
        if (!startsAt(rest, range.end())) {
            middle = join(first, new Node(range.end(), priorities.nextInt(), after));
        }
        root = join(join(before, middle), rest);
    }

    private static boolean startsAt(Node tree, byte[] key) {
        Node node = tree;
        while (node != null && node.left != null) {
            node = node.left;
        }
        return node != null && Arrays.equals(node.key, key);
    }

    /** Forgets every write up to and including {@code version}. */
    void forgetThrough(long version) {
        oldest = Math.max(oldest, version);
        while (!writes.isEmpty() && writes.element().version() <= oldest) {
            Write write = writes.remove();
            weight -= write.weight();
            dropIfFlat(write.range().begin());
            dropIfFlat(write.range().end());
        }
    }

    /** Removes the node at {@code key} when neither it nor what precedes it says anything any more. */
    private void dropIfFlat(byte[] key) {
        Node before = null;
        Node node = root;
        while (node != null) {
            int order = Keys.ORDER.compare(node.key, key);
            if (order == 0) {
                break;
            }
            if (order < 0) {
                before = node;
            }
            node = order < 0 ? node.right : node.left;
        }
        if (node == null || node.version > oldest) {
            return;
        }
        for (Node left = node.left; left != null; left = left.right) {
            before = left;
        }
        if (before == null || before.version <= oldest) {
            root = join(below(root, key), notBelow(root, Keys.after(key)));
        }
    }

    /**
     * The part of the tree with keys smaller than {@code key}. Together with {@link #notBelow} of the same or a later key
     * it takes the tree apart; the nodes on the way are copied, so that both can be taken from one tree.
     */
    private static Node below(Node node, byte[] key) {
        if (node == null) {
            return null;
        }
        if (!Keys.less(node.key, key)) {
            return below(node.left, key);
        }
        Node copy = copy(node);
        copy.right = below(node.right, key);
        return copy.update();
    }

    /** The part of the tree with keys at or after {@code key}. */
    private static Node notBelow(Node node, byte[] key) {
        if (node == null) {
            return null;
        }
        if (Keys.less(node.key, key)) {
            return notBelow(node.right, key);
        }
        Node copy = copy(node);
        copy.left = notBelow(node.left, key);
        return copy.update();
    }

    private static Node copy(Node node) {
        Node copy = new Node(node.key, node.priority, node.version);
        copy.left = node.left;
        copy.right = node.right;
        return copy;
    }

    private static Node join(Node smaller, Node greater) {
        if (smaller == null) {
            return greater;
        }
        if (greater == null) {
            return smaller;
        }
        if (smaller.priority > greater.priority) {
            smaller.right = join(smaller.right, greater);
            return smaller.update();
        }
        greater.left = join(smaller, greater.left);
        return greater.update();
    }
}

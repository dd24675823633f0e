package io.recordstore.fdb.embedded;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * At which version keys were last written, as a step function over the key space: a node at a key gives the version of
 * the last write to the keys from there to the next node, and keys before the first were not written. The nodes form a
 * treap in which each knows the greatest version below it, so that both a check and a write take time logarithmic in the
 * number of ranges, however wide they are. FoundationDB's resolver keeps the same function in a skip list ({@code
 * SkipList.cpp}).
 */
final class WrittenRanges {
    private static final long NEVER = 0;

    private static final class Node {
        final byte[] key;
        final int priority;
        final long version;
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
            greatest = Math.max(version, Math.max(greatestOf(left), greatestOf(right)));
            return this;
        }
    }

    private final SplittableRandom priorities;
    private Node root;

    /** What {@link #split} did not return. */
    private Node notLess;

    /** @param priorities keep the tree balanced */
    WrittenRanges(SplittableRandom priorities) {
        this.priorities = priorities;
    }

    /** The version at which any key of the range was last written; 0 when none was. */
    long latestIn(KeyRange range) {
        return Math.max(versionAt(range.begin()), greatestWithin(root, range));
    }

    /** Notes that all of the range was written at {@code version}, which is not before any noted so far. */
    void assign(KeyRange range, long version) {
        Node before = split(root, range.begin());
        Node covered = split(notLess, range.end());
        Node rest = notLess;
        Node first = new Node(range.begin(), priorities.nextInt(), version);
        Node middle = startsAt(rest, range.end())
                ? first
                : join(first, new Node(range.end(), priorities.nextInt(), lastOf(covered == null ? before : covered)));
        root = join(join(before, middle), rest);
    }

    private long versionAt(byte[] key) {
        long version = NEVER;
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
            return NEVER;
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
        return node == null ? NEVER : node.greatest;
    }

    /** The version from the last node of the tree on. */
    private static long lastOf(Node tree) {
        Node node = tree;
        while (node != null && node.right != null) {
            node = node.right;
        }
        return node == null ? NEVER : node.version;
    }

    private static boolean startsAt(Node tree, byte[] key) {
        Node node = tree;
        while (node != null && node.left != null) {
            node = node.left;
        }
        return node != null && Arrays.equals(node.key, key);
    }

    /** Takes the tree apart: returns what has smaller keys, and leaves the rest in {@link #notLess}. */
    private Node split(Node node, byte[] key) {
        if (node == null) {
            notLess = null;
            return null;
        }
        if (Keys.less(node.key, key)) {
            node.right = split(node.right, key);
            return node.update();
        }
        Node less = split(node.left, key);
        node.left = notLess;
        notLess = node.update();
        return less;
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

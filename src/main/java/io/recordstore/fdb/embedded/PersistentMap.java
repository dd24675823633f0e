package io.recordstore.fdb.embedded;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An immutable ordered map from keys to values: every change returns a new map that shares what did not change, so a
 * snapshot is a reference. A treap: a binary search tree on the key and a heap on a random priority, which keeps it
 * balanced and lets a range be cut out in logarithmic time whatever its size (Seidel and Aragon, 1996).
 *
 * @param <V> the values, never null
 */
final class PersistentMap<V> {
    /** One key and its value, as part of the tree. */
    static final class Node<V> {
        final byte[] key;
        final V value;
        private final int priority;
        private final Node<V> left;
        private final Node<V> right;

        private Node(byte[] key, V value, int priority, Node<V> left, Node<V> right) {
            this.key = key;
            this.value = value;
            this.priority = priority;
            this.left = left;
            this.right = right;
        }

        private Node<V> withLeft(Node<V> newLeft) {
            return newLeft == left ? this : new Node<>(key, value, priority, newLeft, right);
        }

        private Node<V> withRight(Node<V> newRight) {
            return newRight == right ? this : new Node<>(key, value, priority, left, newRight);
        }
    }

    private static final PersistentMap<?> EMPTY = new PersistentMap<>(null);

    private final Node<V> root;

    private PersistentMap(Node<V> root) {
        this.root = root;
    }

    @SuppressWarnings("unchecked")
    static <V> PersistentMap<V> empty() {
        return (PersistentMap<V>) EMPTY;
    }

    boolean isEmpty() {
        return root == null;
    }

    /** Returns the value at {@code key}, or null. */
    V get(byte[] key) {
        Node<V> node = root;
        while (node != null) {
            int order = Keys.ORDER.compare(key, node.key);
            if (order == 0) {
                return node.value;
            }
            node = order < 0 ? node.left : node.right;
        }
        return null;
    }

    /** Returns the last node at or before {@code key}, or null. */
    Node<V> floor(byte[] key) {
        return last(key, true);
    }

    /** Returns the last node before {@code key}, or null. */
    Node<V> lower(byte[] key) {
        return last(key, false);
    }

    /** Returns the first node at or after {@code key}, or null. */
    Node<V> ceiling(byte[] key) {
        return first(key, true);
    }

    /** Returns the first node after {@code key}, or null. */
    Node<V> higher(byte[] key) {
        return first(key, false);
    }

    private Node<V> last(byte[] key, boolean inclusive) {
        Node<V> found = null;
        Node<V> node = root;
        while (node != null) {
            int order = Keys.ORDER.compare(node.key, key);
            if (order < 0 || inclusive && order == 0) {
                found = node;
                node = node.right;
            } else {
                node = node.left;
            }
        }
        return found;
    }

    private Node<V> first(byte[] key, boolean inclusive) {
        Node<V> found = null;
        Node<V> node = root;
        while (node != null) {
            int order = Keys.ORDER.compare(node.key, key);
            if (order > 0 || inclusive && order == 0) {
                found = node;
                node = node.left;
            } else {
                node = node.right;
            }
        }
        return found;
    }

    /** Returns this map with {@code value} at {@code key}. */
    PersistentMap<V> with(byte[] key, V value) {
        return new PersistentMap<>(
                get(key) != null
                        ? replace(root, key, value)
                        : insert(root, key, value, ThreadLocalRandom.current().nextInt()));
    }

    private static <V> Node<V> replace(Node<V> node, byte[] key, V value) {
        int order = Keys.ORDER.compare(key, node.key);
        if (order == 0) {
            return new Node<>(key, value, node.priority, node.left, node.right);
        }
        return order < 0
                ? node.withLeft(replace(node.left, key, value))
                : node.withRight(replace(node.right, key, value));
    }

    private static <V> Node<V> insert(Node<V> node, byte[] key, V value, int priority) {
        if (node == null) {
            return new Node<>(key, value, priority, null, null);
        }
        if (priority > node.priority) {
            return new Node<>(key, value, priority, below(node, key), notBelow(node, key));
        }
        return Keys.less(key, node.key)
                ? node.withLeft(insert(node.left, key, value, priority))
                : node.withRight(insert(node.right, key, value, priority));
    }

    /** Returns this map without the keys from {@code begin} up to, not including, {@code end}. */
    PersistentMap<V> without(byte[] begin, byte[] end) {
        Node<V> first = ceiling(begin);
        if (first == null || !Keys.less(first.key, end)) {
            return this;
        }
        return new PersistentMap<>(join(below(root, begin), notBelow(root, end)));
    }

    /** Returns this map without {@code key}. */
    PersistentMap<V> without(byte[] key) {
        return without(key, Keys.after(key));
    }

    /** The part of the tree with keys smaller than {@code key}. */
    private static <V> Node<V> below(Node<V> node, byte[] key) {
        if (node == null) {
            return null;
        }
        return Keys.less(node.key, key) ? node.withRight(below(node.right, key)) : below(node.left, key);
    }

    /** The part of the tree with keys at or after {@code key}. */
    private static <V> Node<V> notBelow(Node<V> node, byte[] key) {
        if (node == null) {
            return null;
        }
        return Keys.less(node.key, key) ? notBelow(node.right, key) : node.withLeft(notBelow(node.left, key));
    }

    /** Joins two trees where every key of the first is smaller than every key of the second. */
    private static <V> Node<V> join(Node<V> smaller, Node<V> greater) {
        if (smaller == null) {
            return greater;
        }
        if (greater == null) {
            return smaller;
        }
        return smaller.priority > greater.priority
                ? smaller.withRight(join(smaller.right, greater))
                : greater.withLeft(join(smaller, greater.left));
    }

    /** Walks over the nodes in order, from any place, in one direction. */
    static final class Walk<V> {
        private final Deque<Node<V>> pending = new ArrayDeque<>();
        private final boolean forward;

        private Walk(boolean forward) {
            this.forward = forward;
        }

        /** Returns the next node, or null at the end. */
        Node<V> next() {
            Node<V> node = pending.poll();
            if (node != null) {
                descend(forward ? node.right : node.left);
            }
            return node;
        }

        private void descend(Node<V> from) {
            for (Node<V> node = from; node != null; node = forward ? node.left : node.right) {
                pending.push(node);
            }
        }
    }

    /** Starts a walk at the first node at or after {@code key}. */
    Walk<V> forward(byte[] key) {
        Walk<V> walk = new Walk<>(true);
        Node<V> node = root;
        while (node != null) {
            if (Keys.less(node.key, key)) {
                node = node.right;
            } else {
                walk.pending.push(node);
                node = node.left;
            }
        }
        return walk;
    }

    /** Starts a walk backward at the last node before {@code key}. */
    Walk<V> backward(byte[] key) {
        Walk<V> walk = new Walk<>(false);
        Node<V> node = root;
        while (node != null) {
            if (Keys.less(node.key, key)) {
                walk.pending.push(node);
                node = node.right;
            } else {
                node = node.left;
            }
        }
        return walk;
    }
}

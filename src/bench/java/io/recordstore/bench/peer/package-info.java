/** record-store, what a user would pick instead of it, and the floors under them: each started and called alike. */
package io.recordstore.bench.peer;

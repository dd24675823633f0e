/** How fast record-store is beside what a user would pick instead, measured in one run: {@code docs/performance.md}. */
package io.recordstore.bench;

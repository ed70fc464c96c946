/**
 * Keeps the confirmations of groups in Redis. Each group and topic has one log of identities, and nodes hold copies of
 * it. Redis orders the confirmations; the copies answer look-ups.
 * {@link dev.playhead.redis.confirmations.RedisConfirmations} is the way in. Its callers may be on any thread. A node
 * makes one call of a log at a time.
 *
 * <pre>
 *   Redis                                               a node
 *
 *   head  current = G2  previous = G1                   copy  (G2, 2 entries, mark c)
 *         ids, before, last, age                              current  {D E F}
 *   G1    [A B |a] [C |b]         closed                      previous {A B C}
 *   G2    [D |r] [E F |c] [G |s]  open
 *                                   &lt;-- ask (G2, 2, c), entry [G H |d]
 *         others [G], 4 entries, lost leases --&gt;
 *   G2    [D |r] [E F |c] [G |s] [G H |d]               copy  (G2, 4 entries, mark d), H is first, G is not
 * </pre>
 *
 * <p><b>Entries and marks.</b> An entry holds the identities of one call, 16 bytes each, and ends with a mark. A mark is a
 * random number of 8 bytes; no other entry has it. An entry never changes. Redis adds entries at the end of the open
 * generation only. An identity may stand in two entries; the first entry counts.
 *
 * <p><b>Generations.</b> A log has at most two: an open one and the closed one before it. The name of a generation is
 * its birth in epoch milliseconds, and grows. The next confirmation closes a generation that has reached half of
 * {@code confirmations.maxIds}, or the age of {@code confirmations.retention}. Then Redis deletes the generation before
 * it. So an identity lasts for the retention, or until half of {@code maxIds} have come after it. When nodes have
 * different settings, the shortest age and the smallest size apply.
 *
 * <p><b>Copies.</b> A copy knows its position: a generation, the number of entries that it has of it, and the mark of
 * the last one. At the start of a generation that is the mark of the last entry of the generation before. A call sends
 * the position and the identities that the copy lacks, as an entry. The script compares the mark with the entry in that
 * place, and sends the entries after it. It adds the new entry only if the copy then has all entries before it. So the
 * node itself finds the first identities of its entry, and Redis looks at none.
 *
 * <p><b>The answer</b> ({@link dev.playhead.redis.confirmations.LogAnswer}) has four shapes:
 *
 * <pre>
 *            mark differs, or the generation is gone
 *   +---------------------------------------------------&gt; Begin G   drop the copy, ask from (G, 0)
 *   |        more entries than fit into one answer
 *  ask ---------------------------------------------------&gt; More      take the others, ask again
 *   |        all of a closed generation, or it closes now
 *   +---------------------------------------------------&gt; Next G    take the others, ask from (G, 0)
 *   |        otherwise
 *   +---------------------------------------------------&gt; Done      take the others, then the entry; answer the callers
 * </pre>
 *
 * <p>Only Done adds the entry. It names the leases that Redis no longer has. The confirmation counts nevertheless.
 *
 * <p><b>Who may forget.</b> Redis deletes a generation when it closes the next one. Every key expires some time after
 * its last write. {@code forget} deletes a log. A node may drop a copy at any time, because it can read it again. It does
 * so when the copy is idle and other copies need the memory.
 *
 * <ul>
 *   <li>A lost answer: the node does not know whether Redis added the entry. Its position has not moved, so its next call
 *       reads the entry as another node's. A repeated confirmation then finds nothing new. A call that Redis runs late may
 *       add identities that the log already has, which changes no answer.
 *   <li>A wiped Redis, or a replica that takes over and lacks the newest entries: the position's mark is not in its place, so
 *       the copy begins anew. Identities that Redis lost are unconfirmed again on every node.
 *   <li>Two nodes that confirm one identity at once: both send it. The script runs one call first. The other call's answer
 *       contains the identity among the others, so only one node counts it as first.
 *   <li>The retention passes: the next confirmation closes the generation. Without one, the keys expire, and the next call
 *       begins anew.
 *   <li>A Redis without memory refuses an entry before it changes anything. It still closes generations, which frees memory.
 * </ul>
 *
 * <p>{@code ConfirmationModelTest} holds these sentences over random histories.
 */
@NullMarked
package dev.playhead.redis.confirmations;

import org.jspecify.annotations.NullMarked;

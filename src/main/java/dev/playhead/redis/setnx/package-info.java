/**
 * The confirmations of groups in Redis as a key for each, which any service may read and set. {@link
 * dev.playhead.redis.setnx.SetnxConfirmations} is the way in, on any thread; it keeps nothing on the node.
 *
 * <pre>
 *   confirm   --&gt;  for each bucket: SET key time NX PX retention   --&gt;  then HMGET of the leases  --&gt;  first, lost
 *   confirmed --&gt;  for each bucket: EXISTS key
 *   forget    --&gt;  for each bucket: UNLINK head
 * </pre>
 *
 * <p>The page {@code groups.md} has the names of the keys for other services. It and {@link
 * dev.playhead.redis.setnx.IdentityKeys} say the same.
 */
@NullMarked
package dev.playhead.redis.setnx;

import org.jspecify.annotations.NullMarked;

package dev.playhead.load.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Owns a shop's orders that go on: each event takes one of them a step further, from placed to returned or delivered, or
 * cancels it; any thread. The same seed gives the same events.
 */
public final class OrderFeed implements Feed {
    /** What may happen to an order; of several next steps the first is the likeliest. */
    enum Step {
        PLACED,
        PAID,
        PACKED,
        SHIPPED,
        DELIVERED,
        RETURNED,
        CANCELLED;

        List<Step> next() {
            return switch (this) {
                case PLACED -> List.of(PAID, CANCELLED);
                case PAID -> List.of(PACKED, CANCELLED);
                case PACKED -> List.of(SHIPPED);
                case SHIPPED -> List.of(DELIVERED, RETURNED);
                case DELIVERED, RETURNED, CANCELLED -> List.of();
            };
        }

        String type() {
            return "order." + name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private record Order(String id, Step step) {}

    private static final int MOST_OPEN = 2000;
    private static final double NEW_SHARE = 0.25;
    private static final double LIKELY = 0.9;
    private static final int FIXED_BYTES = 190;

    private final SplittableRandom random;
    private final int noteLength;
    private final List<Order> open = new ArrayList<>();
    private long orders;

    public OrderFeed(long seed, int eventBytes) {
        this.random = new SplittableRandom(seed);
        this.noteLength = Math.max(0, eventBytes - FIXED_BYTES);
    }

    @Override
    public synchronized Draft next() {
        boolean isNew = open.isEmpty() || open.size() < MOST_OPEN && random.nextDouble() < NEW_SHARE;
        int place = isNew ? open.size() : random.nextInt(open.size());
        Order order = isNew ? new Order("order-" + ++orders, Step.PLACED) : further(open.get(place));
        if (isNew) {
            open.add(order);
        } else if (order.step().next().isEmpty()) {
            open.set(place, open.get(open.size() - 1));
            open.remove(open.size() - 1);
        } else {
            open.set(place, order);
        }
        return draft(order);
    }

    private Order further(Order order) {
        List<Step> next = order.step().next();
        Step step = random.nextDouble() < LIKELY ? next.get(0) : next.get(next.size() - 1);
        return new Order(order.id(), step);
    }

    private Draft draft(Order order) {
        String data = "\"datacontenttype\":\"application/json\",\"data\":{\"cents\":" + random.nextInt(100, 100_000)
                + ",\"note\":\"" + words() + "\"}";
        return new Draft("/shop/orders", order.step().type(), order.id(), data);
    }

    private String words() {
        StringBuilder text = new StringBuilder(noteLength + 8);
        while (text.length() < noteLength) {
            for (int letters = random.nextInt(2, 8); letters > 0; letters--) {
                text.append((char) ('a' + random.nextInt(26)));
            }
            text.append(' ');
        }
        return text.substring(0, noteLength);
    }
}

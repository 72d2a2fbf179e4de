package io.slipway.training.trainer;

import java.util.Random;

/** Made-up rows with a category, a number with gaps, and a label that depends on both; the same for the same seed. */
public final class FlightLikeCsv {
    private static final String[] CARRIERS = {"AA", "B6", "DL", "EV", "UA", "WN"};

    private FlightLikeCsv() {}

    /** @param strength how much the label depends on the columns; 0 for not at all */
    public static String rows(long seed, int rows, double strength) {
        var random = new Random(seed);
        var csv = new StringBuilder("carrier,hour,wind,late\n");
        for (int i = 0; i < rows; i++) {
            int carrier = random.nextInt(CARRIERS.length);
            int hour = random.nextInt(24);
            double wind = Math.round(random.nextDouble() * 300) / 10.0;
            double logit = strength * ((carrier % 2 == 0 ? 1 : -1) + (hour - 12) / 6.0 + (wind - 15) / 10) - 1;
            boolean late = random.nextDouble() < 1 / (1 + Math.exp(-logit));
            csv.append(CARRIERS[carrier]).append(',').append(hour).append(',');
            csv.append(random.nextInt(10) == 0 ? "" : Double.toString(wind))
                    .append(',')
                    .append(late ? 1 : 0)
                    .append('\n');
        }
        return csv.toString();
    }
}

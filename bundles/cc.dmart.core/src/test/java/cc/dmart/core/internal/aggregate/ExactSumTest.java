package cc.dmart.core.internal.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.index.Leaf;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums of decimals as people write them are exact. */
class ExactSumTest {
    private static String sum(double... numbers) {
        ExactSum sum = new ExactSum();
        Arrays.stream(numbers).forEach(sum::add);
        return Leaf.shortest(sum.text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', textBlock = """
                    0.1 0.2#0.3
                    0.1 0.7 -0.8#0
                    49.5 60 15 5#129.5
                    9007199254 9007199254#18014398508
                    1e300 1e300#2e300
                    1e16 1 -1e16#1
                    9007199254740992 1 1 1 -9007199254740992#3
                    1e22 0.5 -1e22#0.5
                    """)
    void addsUp(String numbers, String expected) {
        double[] each = Arrays.stream(numbers.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertThat(Double.parseDouble(sum(each))).isEqualTo(Double.parseDouble(expected));
    }

    @Test
    void aMillionPricesAddUpToTheCent() {
        Random random = new Random(11);
        ExactSum sum = new ExactSum();
        long cents = 0;
        for (int i = 0; i < 1_000_000; i++) {
            long price = random.nextInt(2_000_000_000) - 1_000_000L;
            cents += price;
            sum.add(price / 100.0);
        }
        assertThat(sum.text())
                .isEqualTo(new java.math.BigDecimal(java.math.BigInteger.valueOf(cents), 2)
                        .stripTrailingZeros()
                        .toPlainString());
    }

    @Test
    void integersOfSixtyFourBitsAreExact() {
        ExactSum sum = new ExactSum();
        sum.add(Long.MAX_VALUE);
        sum.add(Long.MAX_VALUE - 1);
        sum.add(0.25);
        assertThat(sum.text()).isEqualTo("18446744073709551613.25");
        sum.add(Long.MIN_VALUE);
        sum.add(Long.MIN_VALUE);
        assertThat(sum.text()).isEqualTo("-2.75");
    }

    @Test
    void sumsBeyondSixtyFourBitsAreExact() {
        ExactSum sum = new ExactSum();
        for (int i = 0; i < 3000; i++) {
            sum.add(9_000_000_000.25);
        }
        assertThat(sum.text()).isEqualTo("27000000000750");
    }
}

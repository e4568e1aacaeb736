#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "scratch.hpp"

namespace {

struct Outcome {
  int status;
  std::string out, err;
};

std::string read(const std::string& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

Outcome run(const std::string& command, const std::string& environment = "") {
  const std::string out = scratch() + "out", err = scratch() + "err";
  const int status =
      std::system((environment + " " PROGRAMS + command + " > " + out + " 2> " + err).c_str());
  return {WEXITSTATUS(status), read(out), read(err)};
}

std::vector<std::string> losses(const std::string& out) {
  std::vector<std::string> found;
  const std::regex line("loss (\\S+)");
  for (std::sregex_iterator it(out.begin(), out.end(), line), end; it != end; ++it)
    found.push_back((*it)[1]);
  return found;
}

using Losses = std::vector<std::string>;

}  // namespace

TEST(Perceptron, BlobsGiveTheKnownLosses) {
  const Outcome o = run("perceptron");
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_EQ(losses(o.out), (Losses{"0.0655", "0.0654", "0.0654", "0.0653", "0.0652", "0.0651",
                                   "0.0650", "0.0649", "0.0648", "0.0647"}));
}

TEST(Svm, BlobsGiveTheKnownLosses) {
  const Outcome o = run("svm");
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_EQ(losses(o.out), (Losses{"0.3934", "0.3261", "0.2708", "0.2274", "0.1920", "0.1643",
                                   "0.1415", "0.1228", "0.1088", "0.0988"}));
}

// The counts are those of bench/peers/linear_classifier.py, the same training in JAX on the same
// split.
TEST(Tables, AccuracyIsThatOfTheSameTrainingInJax) {
  struct Case {
    std::string command;
    int train, test;
  };
  const std::string cancer = " --data " DATA "breast_cancer.csv --label malignant";
  const std::string iris = " --data " DATA "iris.csv --label species --positive virginica";
  for (const auto& [command, train, test] :
       {Case{"perceptron" + cancer, 450, 111}, Case{"svm" + cancer, 445, 110},
        Case{"perceptron" + iris, 117, 29}, Case{"svm" + iris, 116, 29}}) {
    const Outcome o = run(command);
    ASSERT_EQ(o.status, 0) << o.err;
    std::smatch found;
    ASSERT_TRUE(std::regex_search(
        o.out, found,
        std::regex("train accuracy \\S+ \\((\\d+) of \\d+\\)\ntest accuracy \\S+ \\((\\d+) of")))
        << o.out;
    EXPECT_NEAR(std::stoi(found[1]), train, 1) << command;
    EXPECT_NEAR(std::stoi(found[2]), test, 1) << command;
  }
}

TEST(Tables, PicturesAreDrawnWhereThereIsGnuplot) {
  if (std::system("gnuplot --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "no gnuplot";
  const std::string iris =
      "svm --data " DATA "iris.csv --label species --positive virginica --epochs 50 --plot ";
  const std::string svg = scratch() + "iris.svg", png = scratch() + "iris.png";
  EXPECT_EQ(run(iris + svg + " --features petal_length_cm,petal_width_cm").status, 0);
  EXPECT_NE(read(svg).find("petal_width_cm"), std::string::npos);
  EXPECT_EQ(run(iris + png).status, 0);
  EXPECT_EQ(read(png).substr(1, 3), "PNG");
}

TEST(Tables, TrainsAllTheSameWithoutGnuplot) {
  const Outcome o = run("perceptron --plot " + scratch() + "blobs.png", "PATH=/nowhere");
  EXPECT_EQ(o.status, 0);
  EXPECT_EQ(losses(o.out).size(), 10u);
  EXPECT_EQ(o.err, "gnuplot: not found, so " + scratch() + "blobs.png is not drawn\n");
}

TEST(Tables, BadInputIsOneLineAndStatusTwo) {
  struct Case {
    std::string content, options, says;
  };
  const std::string file = scratch() + "bad.csv",
                    good = "a,b,c\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n9,0,x\n";
  const std::vector<Case> cases = {
      {"", "--label c", "bad.csv: the file is empty"},
      {"a,b,c\n", "--label c", "bad.csv: there is a header, but no row"},
      {"a,b,c\n1,2\n", "--label c", "bad.csv:2:3: the row has 2 cells, the header 3"},
      {"a,b,c\n1,2,x\n1,q,y\n", "--label c", "bad.csv:3:3: b: 'q' is not a number"},
      {"a,b,c\n1,2,x\n1,2,x\n", "--label c", "bad.csv: c: there is one class only, x"},
      {"c\nx\ny\n", "--label c", "bad.csv:1: the label is the only column"},
      {good, "--label d", "bad.csv:1: no column 'd'; there are a, b, c"},
      {good, "--label a",
       "bad.csv: a: there are more than two classes (1, 3, 5, 7, 9); choose with --positive"},
      {good, "--label c --positive z", "bad.csv: c: no row is 'z'; there are x, y"},
      {good, "", "--label: say which column of the table holds the classes"},
      {good, "--label c --epochs 0.5", "--epochs: '0.5' is not a number from 1 to 1e+06"},
      {good, "--label c --epochs 1.5", "--epochs: '1.5' is not a whole number"},
      {good, "--label c --rate fast", "--rate: 'fast' is not a number from 0 to 1e+06"},
      {good, "--label c --test-fraction 0", "--test-fraction: one of the two parts would be empty"},
      {good, "--label c --plot picture.jpg",
       "--plot: 'picture.jpg' ends neither in .png nor in .svg"},
      {good, "--label c --plot p.png --features a",
       "--features: 'a' is not two names with a comma between"},
      {good, "--label c --plot p.png --features a,z", "--features: no feature 'z'"},
      {good, "--lable c", "--lable: no such option; --help lists them"},
      {good, "--label", "--label: COLUMN is missing"},
  };
  for (const auto& [content, options, says] : cases) {
    std::ofstream(file) << content;
    for (const char* program : {"perceptron", "svm"}) {
      const Outcome o = run(program + (" --data " + file + " " + options));
      EXPECT_EQ(o.status, 2) << options;
      EXPECT_EQ(o.err, (says.starts_with("bad.csv") ? scratch() : "") + says + "\n");
      EXPECT_EQ(o.out, "");
    }
  }
  EXPECT_EQ(run("svm --data missing.csv --label c").err, "missing.csv: cannot be read\n");
  EXPECT_EQ(run("svm --label c").err, "--label: there is no table; give --data FILE.csv\n");
  EXPECT_EQ(run("newton_lagrange --starts many").err,
            "--starts: 'many' is not a number from 1 to 1e+06\n");
}

TEST(NewtonLagrange, FindsTheCube) {
  const Outcome o = run("newton_lagrange --starts 20 --steps 300");
  EXPECT_EQ(o.status, 0) << o.err;
  const std::regex last(R"(\n  11\d( +(1\.9999|2\.0000)\d\d){3} +0\.(4999|5000)\d\d)");
  EXPECT_TRUE(std::regex_search(o.out, last)) << o.out;
  EXPECT_NE(o.out.find("the largest box has side 2.0000 and volume 8.0000"), std::string::npos)
      << o.out;
}

TEST(NewtonLagrange, SaysWhenNoStartSettles) {
  EXPECT_NE(run("newton_lagrange --starts 3 --steps 2").out.find("of 3 starts 0 settle\n"),
            std::string::npos);
}

TEST(Programs, HelpListsTheOptions) {
  for (const char* program : {"perceptron", "svm", "newton_lagrange"}) {
    const Outcome o = run(program + std::string(" --help"));
    EXPECT_EQ(o.status, 0);
    EXPECT_NE(o.out.find("--plot OUT.png|.svg"), std::string::npos) << o.out;
  }
}

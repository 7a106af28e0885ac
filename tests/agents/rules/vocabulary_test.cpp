#include "agents/rules/vocabulary.h"

#include <gtest/gtest.h>

#include <set>

namespace cytotwin {
namespace {

Vocabulary words() { return Vocabulary({{"oxygen", "IFN"}, {"tumour", "T cell"}, {"antigen"}, 6}); }

// The published words for two substances, two types and one variable, synonyms by lines.
const std::vector<std::vector<std::string>> published_signals = {
    {"oxygen"},
    {"IFN"},
    {"intracellular oxygen", "internalized oxygen"},
    {"IFN gradient", "grad(IFN)", "gradient of IFN"},
    {"pressure"},
    {"volume"},
    {"contact with tumour", "contact with cell type 0"},
    {"contact with T cell", "contact with cell type 1"},
    {"contact with live cell", "contact with live cells"},
    {"contact with dead cell", "contact with dead cells"},
    {"contact with apoptotic cell", "contact with apoptotic cells"},
    {"contact with necrotic cell", "contact with necrotic cells"},
    {"contact with other dead cell", "contact with other dead cells"},
    {"contact with basement membrane", "contact with BM"},
    {"damage"},
    {"damage delivered", "total damage delivered"},
    {"attacking", "is attacking"},
    {"dead", "is dead"},
    {"total attack time"},
    {"time", "current time", "global time"},
    {"custom:antigen", "custom: antigen", "custom 0"},
    {"apoptotic", "is_apoptotic"},
    {"necrotic", "is_necrotic"}};

const std::vector<std::vector<std::string>> published_behaviours = {
    {"oxygen secretion"},
    {"oxygen secretion target", "oxygen secretion saturation density"},
    {"oxygen uptake"},
    {"IFN export"},
    {"cycle entry", "exit from cycle phase 0"},
    {"exit from cycle phase 1"},
    {"exit from cycle phase 5"},
    {"apoptosis"},
    {"necrosis"},
    {"migration speed"},
    {"migration bias"},
    {"migration persistence time"},
    {"chemotactic response to IFN", "chemotactic sensitivity to IFN"},
    {"cell-cell adhesion"},
    {"cell-cell adhesion elastic constant"},
    {"adhesive affinity to T cell", "adhesive affinity to cell type 1"},
    {"relative maximum adhesion distance"},
    {"cell-cell repulsion"},
    {"cell-BM adhesion", "cell-membrane adhesion"},
    {"cell-BM repulsion", "cell-membrane repulsion"},
    {"phagocytose apoptotic cell", "phagocytosis of apoptotic cell"},
    {"phagocytose necrotic cell", "phagocytosis of necrotic cell"},
    {"phagocytose other dead cell", "phagocytosis of other dead cell"},
    {"phagocytose tumour", "phagocytose cell type 0", "phagocytosis of tumour"},
    {"attack tumour", "attack cell type 0"},
    {"fuse to T cell", "fuse to cell type 1"},
    {"transform to T cell", "transform to cell type 1"},
    {"asymmetric division to T cell", "asymmetric division to cell type 1"},
    {"custom:antigen", "custom: antigen", "custom 0"},
    {"is_movable", "movable", "is movable"},
    {"immunogenicity to T cell", "immunogenicity to cell type 1"},
    {"cell attachment rate"},
    {"cell detachment rate"},
    {"maximum number of cell attachments"},
    {"attack damage rate"},
    {"attack duration"},
    {"damage rate"},
    {"damage repair rate"}};

// Two rules of synonyms must be two rules of one behaviour (PhysiCell PR 423).
TEST(Vocabulary, SynonymsMeanOneSignal) {
  const Vocabulary vocabulary = words();
  std::set<Signal> all;
  for (const auto& synonyms : published_signals) {
    const auto meant = vocabulary.signal(synonyms.front());
    ASSERT_TRUE(meant) << synonyms.front();
    EXPECT_TRUE(all.insert(*meant).second) << synonyms.front() << " means another signal";
    EXPECT_EQ(vocabulary.word(*meant), synonyms.front());
    for (const std::string& word : synonyms) EXPECT_EQ(vocabulary.signal(word), meant) << word;
  }
}

TEST(Vocabulary, SynonymsMeanOneBehaviour) {
  const Vocabulary vocabulary = words();
  std::set<Control> all;
  for (const auto& synonyms : published_behaviours) {
    const auto meant = vocabulary.behaviour(synonyms.front());
    ASSERT_TRUE(meant) << synonyms.front();
    EXPECT_TRUE(all.insert(*meant).second) << synonyms.front() << " means another behaviour";
    EXPECT_EQ(vocabulary.word(*meant), synonyms.front());
    for (const std::string& word : synonyms) EXPECT_EQ(vocabulary.behaviour(word), meant) << word;
  }
}

TEST(Vocabulary, HasAWordOfItsOwnForTheChangeOfAVariable) {
  const auto meant = words().behaviour("rate of custom:antigen");
  ASSERT_TRUE(meant);
  EXPECT_EQ(*meant, (Control{ControlKind::variable_rate, 0}));
}

TEST(Vocabulary, KnowsNothingElse) {
  const Vocabulary vocabulary = words();
  for (const char* word : {"", "Oxygen", "oxygen ", "contact with", "glucose", "cycle"}) {
    EXPECT_FALSE(vocabulary.signal(word)) << word;
    EXPECT_FALSE(vocabulary.behaviour(word)) << word;
  }
}

}  // namespace
}  // namespace cytotwin
